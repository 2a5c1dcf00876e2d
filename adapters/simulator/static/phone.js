// One phone's chat: bubbles, keyboards, marks. Knows how things look, not where they come from.

import { formatted, link } from "./words.js";

const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export class Phone {
  constructor(log, list, newest, press) {
    this.log = log;
    this.list = list;
    this.newest = newest;
    this.press = press;
    this.readonly = false;
    this.keepFocus = false;
    newest.addEventListener("click", () => { this.toEnd(); this.log.focus(); });
    this.stuck = true; // the end of the chat stays in sight, whatever changes its height
    log.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.stuck) newest.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.stuck) this.toEnd(); }).observe(log);
  }

  show(messages, readonly) {
    this.readonly = readonly;
    this.list.replaceChildren(...messages.map((message) => this.row(message)));
    this.toEnd();
  }

  put(message) {
    const old = this.list.querySelector(`[data-id="${message.id}"]`);
    const wasAtEnd = this.atEnd();
    const had = this.focusIn(old);
    if (message.deleted) {
      old?.remove();
    } else if (old) {
      old.replaceWith(this.row(message));
    } else {
      const row = this.row(message);
      row.classList.add("fresh");
      this.list.append(row);
    }
    if (wasAtEnd || message.mine) this.toEnd();
    else if (!old && !message.deleted) this.newest.hidden = false;
    this.refocus(message, had);
  }

  // A pressed button often goes away with its message: whoever used the keyboard is taken to the next buttons.
  refocus(message, had) {
    if (had >= 0) this.keepFocus = true;
    if (!this.keepFocus || message.mine || message.deleted) return;
    const buttons = this.list.querySelectorAll(`[data-id="${message.id}"] .keys button`);
    const target = buttons[Math.max(0, Math.min(had, buttons.length - 1))];
    if (target) {
      target.focus({ preventScroll: true });
      this.keepFocus = false;
    } else if (document.activeElement === document.body) {
      this.log.focus({ preventScroll: true });
    }
  }

  focusIn(row) {
    return row ? [...row.querySelectorAll(".keys button")].indexOf(document.activeElement) : -1;
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  toEnd() {
    this.stuck = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.newest.hidden = true;
  }

  row(message) {
    const row = document.createElement("li");
    row.dataset.id = message.id;
    row.className = message.mine ? "row mine" : "row";
    const bubble = document.createElement("div");
    bubble.className = "bubble";
    bubble.append(aside(message.mine ? "You: " : "Bot: "));
    if (message.file) bubble.append(file(message.file));
    const text = document.createElement("div");
    text.className = "text";
    text.append(formatted(message.text, message.entities), this.marks(message));
    bubble.append(text);
    row.append(bubble);
    if (message.keyboard.length) row.append(this.keys(message));
    return row;
  }

  marks(message) {
    const marks = document.createElement("span");
    marks.className = "marks";
    const when = new Date(message.at * 1000);
    const time = document.createElement("time");
    time.dateTime = when.toISOString();
    time.textContent = HOUR.format(when);
    if (message.edited) marks.append("edited ");
    if (message.silent) {
      const sign = document.createElement("span");
      sign.className = "silent";
      sign.title = "Sent without a sound";
      sign.append(aside("silent "));
      marks.append(sign);
    }
    marks.append(time);
    return marks;
  }

  keys(message) {
    const keys = document.createElement("div");
    keys.className = "keys";
    keys.setAttribute("role", "group");
    keys.setAttribute("aria-label", "Answers");
    let number = 0;
    for (const line of message.keyboard) {
      const row = document.createElement("div");
      row.className = line.length > 4 && line.every((button) => button.text.length < 4) ? "keyrow tight" : "keyrow";
      for (const button of line) row.append(this.key(message, button, number++));
      keys.append(row);
    }
    return keys;
  }

  key(message, button, number) {
    if (button.url) {
      const node = link(button.url);
      node.className = "key opens";
      node.textContent = button.text;
      return node;
    }
    const node = document.createElement("button");
    node.type = "button";
    node.className = "key";
    node.textContent = button.text;
    node.disabled = this.readonly;
    node.addEventListener("click", () => {
      this.keepFocus = true;
      node.classList.add("busy");
      this.press(message.id, number);
    });
    return node;
  }

  acknowledged() {
    for (const node of this.list.querySelectorAll(".busy")) node.classList.remove("busy");
  }
}

function aside(words) {
  const node = document.createElement("span");
  node.className = "aside";
  node.textContent = words;
  return node;
}

function file(name) {
  const node = document.createElement("div");
  node.className = "file";
  node.textContent = name;
  return node;
}
