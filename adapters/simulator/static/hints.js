// The slash commands that can be typed, offered below the box as soon as a slash stands in it.

import { make } from "./dom.js";

export class Hints {
  constructor(box, list, button) {
    Object.assign(this, { box, list, button, hints: [], at: -1 });
    box.addEventListener("input", () => this.draw());
    box.addEventListener("keydown", (event) => this.keys(event));
    box.addEventListener("blur", () => this.close());
    // A press on the list must not take the focus out of the box, which would close the list.
    for (const node of [list, button]) node.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => this.begin());
  }

  offer(hints) {
    this.hints = hints;
  }

  // A slash for whoever does not know that there is one to type.
  begin() {
    if (!this.list.hidden) { this.close(); return; }
    if (!this.box.value.startsWith("/")) this.box.value = "/";
    this.box.focus();
    this.draw();
  }

  draw() {
    const text = this.box.value;
    const fitting = text.startsWith("/") ? this.hints.filter((it) => it.words.startsWith(text) && it.words !== text) : [];
    this.list.replaceChildren(...fitting.map((it, place) => this.row(it, place)));
    this.list.hidden = fitting.length === 0;
    this.box.ariaExpanded = String(fitting.length > 0);
    this.mark(-1);
  }

  row(hint, place) {
    const row = make("li", { role: "option", id: `hint-${place}`, ariaSelected: "false", data: { words: hint.words } });
    row.append(make("strong", {}, hint.words), make("span", {}, hint.text));
    row.addEventListener("click", () => this.take(row));
    return row;
  }

  keys(event) {
    const rows = [...this.list.children];
    if (this.list.hidden || rows.length === 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.mark((this.at + step + rows.length + (this.at < 0 && step < 0 ? 1 : 0)) % rows.length);
    else if (event.key === "Enter" && this.at >= 0) this.take(rows[this.at]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  mark(at) {
    this.at = at;
    [...this.list.children].forEach((row, place) => { row.ariaSelected = String(place === at); });
    this.box.setAttribute("aria-activedescendant", at < 0 ? "" : `hint-${at}`);
    this.list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  take(row) {
    this.box.value = row.dataset.words;
    this.close();
    this.box.focus();
  }

  close() {
    this.list.hidden = true;
    this.box.ariaExpanded = "false";
    this.mark(-1);
  }
}
