/** No file of any tier takes as long: one that does hangs, and whoever reads the run's output must learn which. */
const OVERDUE_MS = 5 * 60_000;

/** A reporter that names each test file that has been running for too long, while it is running. */
export default class OverdueFiles {
  watches = new Map();

  onTestStart({ path }) {
    const watch = setTimeout(
      () => console.error(`\n!!! ${path} has been running for ${OVERDUE_MS / 60_000} minutes`),
      OVERDUE_MS,
    );
    this.watches.set(path, watch.unref());
  }

  onTestResult({ path }) {
    clearTimeout(this.watches.get(path));
    this.watches.delete(path);
  }
}
