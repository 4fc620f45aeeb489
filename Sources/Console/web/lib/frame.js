/** The frame that every page is put into. Around those of whoever is signed in stands `shell.js`, which signing in does not wait for. */

import { fill, h } from "./dom.js";

export const app = document.getElementById("app");
export const main = h("main", { id: "main", tabindex: "-1" });
export const progress = h("div", { class: "progress", role: "status", "aria-label": "Loading", hidden: true });

/** Shows that a page is on its way; the present one stays to be seen until it is there, and what was done in it would be lost. */
export function showWaiting() {
  progress.hidden = false;
  main.inert = true;
  if (!main.isConnected) fill(app, progress);
}

/** A page for whoever has not signed in: nothing around it. */
export function showBare({ body }) {
  app.className = "app bare";
  fill(main, body);
  fill(app, progress, h("header", { class: "top" }, brand()), main);
  progress.hidden = true;
}

/** The name of the console, which leads to where people begin. */
export function brand() {
  return h("a", { class: "brand", href: "/" }, h("img", { src: import.meta.resolve("../icon.svg"), width: 24, height: 24, alt: "" }), h("span", { class: "brand-name" }, "Latchkey"));
}
