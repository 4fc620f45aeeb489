/**
 * The one way to the server: the same public API that programs use, with the session's cookie.
 *
 *     const { body, etag } = await api.get("/v1/tenants/ten_…/keys", { query: { status: "ACTIVE" } })
 *
 * Every method answers `{ status, body, etag, receipt }` and throws a `Problem` for what the server refuses, or `Unreachable`
 * when there was no answer. When the page that has asked is left meanwhile, it throws an `AbortError`, so that nothing follows.
 * What has become of a change is said all the same: here that it is done, and by whoever catches the error why it is not.
 */

import { setClock } from "./clock.js";
import { notify } from "./notify.js";
import { leaving, left } from "./visit.js";

/** How long an answer is waited for: whoever has asked waits too, and a change takes longer. */
const PATIENCE_MS = 30_000;
const PATIENCE_WITH_CHANGES_MS = 60_000;

/** What the server refused, and why: the fields of its problem document. */
export class Problem extends Error {
  constructor(status, document, retryAfter) {
    super(document.detail ?? document.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = document.code ?? "UNKNOWN";
    this.errors = document.errors ?? [];
    this.requestID = document.request_id ?? null;
    /** Seconds, or null. */
    this.retryAfter = retryAfter;
    /** All of it: some codes say more, such as who could. */
    this.document = document;
  }
}

/** No answer: whether a change was made is not known, and it is safe to ask again under the same idempotency key. */
export class Unreachable extends Error {
  constructor() {
    super("The server cannot be reached. Check your connection, then try again.");
  }
}

/** Whether it is not known if what was asked for is done. */
export function isLost(error) {
  return error instanceof Unreachable || error.code === "OUTCOME_UNKNOWN";
}

/** Asked when a session is over: resolves to whether there is one again. Set by the session. */
let signInAgain = async () => false;

export function onSessionEnd(handler) {
  signInAgain = handler;
}

/** Asked before each request, with whether it changes something: why nothing may be asked now, or null. Set by the session. */
let objection = () => null;

export function askBefore(handler) {
  objection = handler;
}

export const api = {
  get: (path, options) => ask("GET", path, options),
  post: (path, options) => ask("POST", path, { idempotencyKey: freshIdempotencyKey(), ...options }),
  put: (path, options) => ask("PUT", path, options),
  patch: (path, options) => ask("PATCH", path, options),
  delete: (path, options) => ask("DELETE", path, options),
};

/**
 * A key under which a change can be asked for again, after an answer was lost, without being made twice. `crypto.randomUUID` is
 * not there on plain http.
 */
export function freshIdempotencyKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The path of a tenant's resource: `inTenant(id, "keys", key, "revoke")`. */
export function inTenant(tenant, ...parts) {
  return ["/v1/tenants", tenant, ...parts].map((part, index) => (index ? encodeURIComponent(part) : part)).join("/");
}

/**
 * Options: `query` (an object; what is null, empty or undefined is left out), `body`, `ifMatch`, `reason` (of platform staff),
 * `idempotencyKey`, `signal`, `patience` (in milliseconds), `changesNothing` (of what only asks although it is no GET), and
 * `anonymous`: that it is of no person and no page, and a 401 is for the caller to deal with.
 */
async function ask(method, path, options = {}) {
  if (options.anonymous) return exchange(method, path, options);
  const isChange = method !== "GET" && !options.changesNothing;
  const isLeft = leaving();
  const where = document.title.replace(/ · Latchkey$/u, "");
  const reason = objection(isChange);
  if (reason) throw reason;
  try {
    const answer = await exchange(method, path, options);
    if (isChange && isLeft()) notify(`What you last did on “${where}” is done.`);
    if (!isLeft()) return answer;
  } catch (error) {
    if (!isLeft()) throw error;
    if (isChange) throw Object.assign(error, { leftAt: where });
  }
  throw left();
}

async function exchange(method, path, options) {
  for (let attempt = 0; ; attempt += 1) {
    const response = await send(method, path, options);
    if (response.ok) return await answer(response);
    const problem = await refusal(response);
    const isOver = response.status === 401 && !options.anonymous && problem.code !== "SECOND_FACTOR_REQUIRED";
    if (!isOver || attempt > 0 || !(await signInAgain())) throw problem;
  }
}

async function send(method, path, { query, body, ifMatch, reason, idempotencyKey, signal, patience }) {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (ifMatch) headers.set("If-Match", ifMatch);
  if (reason) headers.set("Latchkey-Reason", asUTF8(reason));
  if (idempotencyKey) headers.set("Idempotency-Key", idempotencyKey);
  const end = AbortSignal.timeout(patience ?? (method === "GET" ? PATIENCE_MS : PATIENCE_WITH_CHANGES_MS));
  try {
    const response = await fetch(path + search(query), {
      method,
      headers,
      signal: signal ? AbortSignal.any([signal, end]) : end,
      credentials: "same-origin",
      redirect: "error",
      cache: "no-store",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    setClock(response.headers.get("Date"));
    return response;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable();
  }
}

function search(query) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") parameters.set(name, value);
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** A header is bytes, which `fetch` takes as characters up to U+00FF; the server reads them as UTF-8. */
function asUTF8(text) {
  return String.fromCharCode(...new TextEncoder().encode(text.trim().replace(/\s+/gu, " ")));
}

async function answer(response) {
  // All but nothing is JSON. Whoever has answered something else, such as a network that wants its own sign-in, is not the server.
  if (!isJSON(response) && response.status !== 204) throw new Unreachable();
  const receipt = response.headers.get("Latchkey-Receipt");
  return {
    status: response.status,
    body: isJSON(response) ? await parsed(response) : null,
    etag: response.headers.get("ETag"),
    receipt: receipt ? JSON.parse(receipt) : null,
  };
}

async function refusal(response) {
  const document = isJSON(response) ? await parsed(response) : {};
  const retryAfter = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  return new Problem(response.status, document, Number.isNaN(retryAfter) ? null : retryAfter);
}

function isJSON(response) {
  return (response.headers.get("Content-Type") ?? "").includes("json");
}

async function parsed(response) {
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable();
  }
}
