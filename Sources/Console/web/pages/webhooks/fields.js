/** The fields of an endpoint, for a new one and for one that is changed. */

import { h } from "../../lib/dom.js";
import { choiceField, textField } from "../../lib/form.js";
import { selectAll } from "../../lib/select-all.js";
import { EVENTS, eventText } from "./words.js";

/** `{ url, description, events }`, filled from an endpoint where there is one. */
export function endpointFields(endpoint) {
  const events = choiceField({
    name: "events", label: "Events", multiple: true, required: true, value: endpoint?.events ?? [],
    choices: EVENTS.map(([event]) => ({ value: event, label: event, hint: eventText(event) })),
  });
  events.control.querySelector("legend").after(h("div", { class: "actions start" }, selectAll(events)));
  return {
    url: textField({
      name: "url", label: "URL", value: endpoint?.url, required: true, inputmode: "url", autocomplete: "off", maxlength: 2048, "data-focus": true,
      placeholder: "https://hooks.example.com/latchkey",
      hint: "Over https, on the public internet. The address is checked again before each delivery.",
    }),
    description: textField({ name: "description", label: "Description", value: endpoint?.description, maxlength: 1000, autocomplete: "off" }),
    events,
  };
}

/** What the fields say, as the API takes it. */
export function endpointBody({ url, description, events }) {
  return { url: url.value.trim(), description: description.value, events: events.value };
}
