/** Many small questions to the server that a page can do without, a few at a time. */

const AT_ONCE = 4;

/** Calls `act` with each of `items`, four at a time. What fails is left out: whatever it was for stays as it is. */
export async function gently(items, act, signal) {
  const waiting = [...items];
  const work = async () => {
    while (waiting.length > 0 && !signal?.aborted) {
      const item = waiting.shift();
      try {
        await act(item);
      } catch (error) {
        if (error.name !== "AbortError") console.debug(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}
