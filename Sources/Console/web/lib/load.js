/** Loads what is not needed at once. */

import { h } from "./dom.js";

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

/** A style sheet, once; resolves when it is there. `address` is that of this folder's parent: `./style/pages.css`. */
export function loadStyle(address) {
  sheets[address] ??= new Promise((resolve, reject) => {
    const link = h("link", { rel: "stylesheet", href: new URL(`.${address}`, import.meta.url).pathname });
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      delete sheets[address];
      reject(new Error(`${address} could not be loaded.`));
    });
    document.head.append(link);
  });
  return sheets[address];
}

const sheets = {};
