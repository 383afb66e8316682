package org.mfplat4j.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.ChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;

/** The measurements as pictures: throughput by depth and block, and latencies by percentile. */
final class Plots {
  private static final int WIDTH = 1200;
  private static final int HEIGHT = 600;
  private static final double LEAST_MICROS = 1;

  /** In the order of {@link FileReads#NAMES}: ours red, the JDK blue, others green, C grey. */
  private static final Color[] COLORS = {
    new Color(0xB71C1C),
    new Color(0xEF9A9A),
    new Color(0xFFAB91),
    new Color(0xFF5722),
    new Color(0xE65100),
    new Color(0x0D47A1),
    new Color(0x42A5F5),
    new Color(0x90CAF9),
    new Color(0xBBDEFB),
    new Color(0x2E7D32),
    new Color(0xF9A825),
    new Color(0x212121),
    new Color(0x616161),
    new Color(0x9E9E9E),
    new Color(0xE0E0E0)
  };

  private Plots() {}

  static void write(List<Measurements> all, Path folder) throws IOException {
    plotRates(all, folder, "cached", workload -> !workload.uncached());
    plotRates(all, folder, "uncached", Workload::uncached);
    for (Measurements measurements : all) {
      if (measurements.workload().depth() == 1) {
        plotLatencies(measurements, folder);
      }
    }
  }

  /** Rates by that of the best peer, so that blocks of all sizes fit one picture. */
  private static void plotRates(
      List<Measurements> all, Path folder, String name, Predicate<Workload> wanted)
      throws IOException {
    List<Measurements> shown =
        all.stream().filter(measurements -> wanted.test(measurements.workload())).toList();
    if (shown.isEmpty()) {
      return;
    }
    Map<String, List<Double>> series = new LinkedHashMap<>();
    FileReads.NAMES.forEach(contender -> series.put(contender, new ArrayList<>()));
    List<String> labels = new ArrayList<>();
    for (Measurements measurements : shown) {
      Workload workload = measurements.workload();
      labels.add(
          (workload.block() >> 10)
              + "K×"
              + workload.depth()
              + (workload.pattern() == Workload.Pattern.SEQUENTIAL ? " seq" : "")
              + (workload.mode() == Workload.Mode.EXTERNAL ? " ext" : ""));
      series.forEach(
          (contender, values) ->
              values.add(
                  measurements
                      .ratio(contender, "AFC fixed", Sample::operationsPerSecond)
                      .map(Quartiles::median)
                      .orElse(0.0)));
    }
    CategoryChart chart = categories("Reads a second, " + name, "block × depth", "by AFC fixed");
    series.forEach((contender, values) -> chart.addSeries(contender, labels, values));
    save(chart, folder.resolve("throughput-" + name));
  }

  private static void plotLatencies(Measurements measurements, Path folder) throws IOException {
    Workload workload = measurements.workload();
    CategoryChart chart = categories("Latency, " + workload, "percentile", "µs");
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(LEAST_MICROS);
    List<String> labels = List.of("50", "90", "99", "99.9");
    List<ToDoubleFunction<Sample>> percentiles =
        List.of(Sample::p50, Sample::p90, Sample::p99, Sample::p999);
    for (String contender : FileReads.NAMES) {
      List<Double> values = new ArrayList<>();
      for (ToDoubleFunction<Sample> percentile : percentiles) {
        // The least that the axis shows stands for those who did not run.
        values.add(
            measurements
                .of(contender, percentile)
                .map(quartiles -> quartiles.median() / 1e3)
                .orElse(LEAST_MICROS));
      }
      chart.addSeries(contender, labels, values);
    }
    String name = workload.encoded().replace(' ', '-');
    save(chart, folder.resolve("latency-" + name));
  }

  /** How a figure grows: a line for each series, over its own points. */
  static void growth(
      String title, String x, String y, Map<String, Map<Integer, Double>> series, Path file)
      throws IOException {
    XYChart chart = chart(new XYChartBuilder().xAxisTitle(x).yAxisTitle(y), title);
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(0.0);
    series.forEach(
        (name, points) ->
            chart.addSeries(
                name, new ArrayList<>(points.keySet()), new ArrayList<>(points.values())));
    save(chart, file);
  }

  private static CategoryChart categories(String title, String x, String y) {
    CategoryChart chart = chart(new CategoryChartBuilder().xAxisTitle(x).yAxisTitle(y), title);
    chart.getStyler().setSeriesColors(COLORS);
    chart.getStyler().setAvailableSpaceFill(0.9);
    return chart;
  }

  /** What all charts have in common. */
  private static <C extends Chart<?, ?>> C chart(ChartBuilder<?, C> builder, String title) {
    builder.width(WIDTH).height(HEIGHT).title(title).theme(Styler.ChartTheme.Matlab);
    C chart = builder.build();
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    return chart;
  }

  private static void save(Chart<?, ?> chart, Path file) throws IOException {
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
  }
}
