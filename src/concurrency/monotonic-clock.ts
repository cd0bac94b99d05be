/**
 * Milliseconds since a moment in the past that does not change with the clock of the system. It is `performance.now()`
 * without Node's module of measurements, which takes a millisecond to load.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
