/**
 * How fast the library is, beside its peers and beside C at the same limit: {@code mvn
 * -Pbench,windows verify -DskipTests} for the short version, with {@code -Dbench=full} for the
 * whole table.
 *
 * <p>Absolute times move from run to run; what is reported are ratios of contenders that took turns
 * within one run. See {@link org.mfplat4j.bench.Main}.
 */
package org.mfplat4j.bench;
