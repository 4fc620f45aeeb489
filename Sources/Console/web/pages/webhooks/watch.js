/** Looks again while something is under way: every two seconds, for a minute, and only while somebody is looking at the page. */

const PAUSE = 2000;
const MOST = 60_000;

/**
 * `look()` resolves to whether there is nothing more to wait for. Returns `{ begin() }`, which starts it, or gives it another
 * minute. It ends with `signal`.
 */
export function watcher(look, signal) {
  let end = 0;
  let isRunning = false;

  async function run() {
    isRunning = true;
    try {
      while (await pause(signal) && Date.now() < end) {
        // A hidden page asks for nothing.
        if (!document.hidden && await look()) return;
      }
    } catch (error) {
      // Whoever looks again by hand sees what is wrong.
      if (error.name !== "AbortError") console.info(error.message);
    } finally {
      isRunning = false;
    }
  }

  return {
    begin() {
      end = Date.now() + MOST;
      if (!isRunning) run();
    },
  };
}

// Resolves to whether to go on.
function pause(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const timer = setTimeout(() => resolve(true), PAUSE);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(false); }, { once: true });
  });
}
