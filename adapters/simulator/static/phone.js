// The phone: the Telegram chat, what can be typed and pressed below it, and whose phone it is.

import { act } from "./acts.js";
import { bubble } from "./bubbles.js";
import { $, make } from "./dom.js";
import { Log } from "./log.js";

export const YOU = "you";

export class Phone {
  constructor() {
    this.shown = YOU;
    this.you = { started: false, blocked: false, commands: [], messages: [] };
    this.log = new Log($("log"), $("messages"), $("newest"));
    this.timers = {};
    $("start").addEventListener("click", () => { this.act("start"); this.log.keepFocus = true; });
    $("block").addEventListener("click", () => this.act("block"));
    $("unblock").addEventListener("click", () => this.act("unblock"));
    $("menu").addEventListener("click", () => this.menu($("commands").hidden));
    this.listenToTyping();
  }

  listenToTyping() {
    const typing = $("typing");
    typing.addEventListener("input", () => this.fit());
    typing.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("compose").requestSubmit(); }
    });
    $("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = typing.value.trim();
      if (!text) return;
      typing.value = "";
      this.fit();
      this.log.keepFocus = false;
      this.act("send", { text });
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !$("commands").hidden) { this.menu(false); $("menu").focus(); }
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest("#commands, #menu")) this.menu(false);
    });
  }

  async act(action, body) {
    const problem = await act(action, body);
    if (!problem) return;
    this.acknowledged();
    this.toast(problem);
  }

  // What the demo says.

  everything(it) {
    $("bot").textContent = it.bot.name;
    $("face").textContent = it.bot.name[0];
    $("about-text").textContent = it.bot.about;
    this.you = it.you;
    this.drawCommands();
    this.watch(YOU, it.you);
  }

  message(it) {
    if (it.phone === YOU) this.remember(it.message);
    if (it.phone === this.shown) {
      if (!it.message.mine) this.doing("bot");
      this.log.put(String(it.message.id), it.message.deleted ? null : this.row(it.message), it.message.mine);
    }
    if (it.phone === YOU) this.drawFoot();
  }

  toastOf(it) {
    if (it.phone !== YOU) return;
    this.acknowledged();
    if (!it.text || this.shown !== YOU) return;
    if (!it.alert) { this.toast(it.text); return; }
    $("alert-text").textContent = it.text;
    $("alert").showModal();
  }

  typing(it) {
    if (it.phone === this.shown) this.doing("typing…");
  }

  member(it) {
    if (it.phone !== YOU) return;
    this.you.blocked = it.blocked;
    this.drawFoot();
    if (this.shown === YOU && document.activeElement === document.body) $(it.blocked ? "unblock" : "typing").focus();
  }

  commands(it) {
    if (it.phone !== YOU) return;
    this.you.commands = it.commands;
    this.drawCommands();
    this.drawFoot();
  }

  remember(message) {
    const messages = this.you.messages;
    const place = messages.findIndex((it) => it.id === message.id);
    if (message.deleted) this.you.messages = messages.filter((it) => it.id !== message.id);
    else if (place >= 0) messages[place] = message;
    else messages.push(message);
    if (message.mine) this.you.started = true;
  }

  // What is drawn.

  watch(name, phone = this.you) {
    this.shown = name;
    if (name !== YOU) {
      $("watching-text").textContent = `You are looking at ${phone.name}’s phone.`;
      $("readonly").textContent = `${phone.name} answers without help.`;
    }
    this.log.show(phone.messages.map((message) => this.row(message)));
    this.drawFoot();
  }

  focus() {
    ($("compose").hidden ? $("start") : $("typing")).focus();
  }

  row(message) {
    if (this.shown !== YOU) return bubble(message);
    return bubble(message, (number) => {
      this.log.keepFocus = true;
      this.act("press", { message_id: message.id, number });
    });
  }

  drawFoot() {
    const { started, blocked, commands } = this.you;
    const mine = this.shown === YOU;
    $("start").hidden = !mine || started;
    $("unblock").hidden = !mine || !started || !blocked;
    $("compose").hidden = !mine || !started || blocked;
    $("block").hidden = !mine || !started || blocked;
    $("menu").hidden = commands.length === 0;
    $("readonly").hidden = mine;
    $("about").hidden = !mine || started || !$("about-text").textContent;
    $("watching").hidden = mine;
  }

  drawCommands() {
    $("commands").replaceChildren(...this.you.commands.map(({ command, description }) => {
      const send = () => { this.menu(false); this.act("send", { text: `/${command}` }); $("typing").focus(); };
      const name = make("strong", {}, `/${command}`);
      return make("li", {}, make("button", { type: "button", on: { click: send } }, name, ` ${description}`));
    }));
  }

  menu(open) {
    $("commands").hidden = !open;
    $("menu").ariaExpanded = String(open);
    if (open) $("commands").querySelector("button")?.focus();
  }

  toast(words) {
    clearTimeout(this.timers.toast);
    $("toast").textContent = words;
    $("toast").hidden = false;
    this.timers.toast = setTimeout(() => { $("toast").hidden = true; }, 3500);
  }

  doing(words) {
    clearTimeout(this.timers.typing);
    $("doing").textContent = words;
    if (words !== "bot") this.timers.typing = setTimeout(() => { $("doing").textContent = "bot"; }, 5000);
  }

  acknowledged() {
    for (const node of $("messages").querySelectorAll(".busy")) node.classList.remove("busy");
  }

  fit() {
    $("typing").rows = Math.min(5, Math.max(1, $("typing").value.split("\n").length));
  }
}
