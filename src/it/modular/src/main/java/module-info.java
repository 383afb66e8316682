module com.example.app {
  requires org.mfplat4j;
}
