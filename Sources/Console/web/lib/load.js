/** Loads what is not needed at once. */

/** `part` is a function that imports a module. What cannot be loaded is told in words that say what to do. */
export async function load(part) {
  try {
    return await part();
  } catch (error) {
    // After an update of the server the files that this page knows may be gone; or there is no network.
    console.warn(error.message);
    throw new Error("A part of the console could not be loaded. Reload the page; a newer version may have taken its place.");
  }
}
