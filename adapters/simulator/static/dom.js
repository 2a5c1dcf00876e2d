// Making elements: their properties by name, what they listen to under `on`, and what is in them.

export const $ = (id) => document.getElementById(id);

export function make(tag, { on = {}, data = {}, ...properties } = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  Object.assign(node.dataset, data);
  for (const [kind, handler] of Object.entries(on)) node.addEventListener(kind, handler);
  node.append(...inside.filter((it) => it !== null && it !== undefined && it !== ""));
  return node;
}

// Words for screen readers only.
export const aside = (words) => make("span", { className: "aside" }, words);

const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

// The time of day of some Unix seconds.
export function clock(seconds) {
  const when = new Date(seconds * 1000);
  return make("time", { dateTime: when.toISOString() }, HOUR.format(when));
}
