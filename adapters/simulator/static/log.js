// A chat's list of messages: the end stays in sight unless somebody has scrolled up, and the keyboard is not lost.

export class Log {
  constructor(log, list, newest) {
    this.log = log;
    this.list = list;
    this.newest = newest;
    this.keepFocus = false; // whoever pressed a button by keyboard is taken to the next buttons
    this.stuck = true; // the end stays in sight, whatever changes its height
    newest.addEventListener("click", () => { this.toEnd(); log.focus(); });
    log.addEventListener("scroll", () => {
      this.stuck = this.atEnd();
      if (this.stuck) newest.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => { if (this.stuck) this.toEnd(); }).observe(log);
  }

  show(rows) {
    this.list.replaceChildren(...rows);
    this.toEnd();
  }

  // Put a row in place of the one with the same id, or at the end; without a row that one goes.
  put(id, row, mine) {
    const old = this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
    const wasAtEnd = this.atEnd();
    const had = buttons(old).indexOf(document.activeElement);
    if (!row) old?.remove();
    else if (old) old.replaceWith(row);
    else this.list.append(row);
    if (row && !old) row.classList.add("fresh");
    if (wasAtEnd || mine) this.toEnd();
    else if (row && !old) this.newest.hidden = false;
    if (had >= 0) this.keepFocus = true;
    if (this.keepFocus && row && !mine) this.refocus(buttons(row), had);
  }

  // Nobody who has gone on to do something elsewhere is called back.
  refocus(targets, had) {
    if (document.activeElement !== document.body && !this.log.contains(document.activeElement)) return;
    const target = targets[Math.max(0, Math.min(had, targets.length - 1))];
    if (target) {
      target.focus({ preventScroll: true });
      this.keepFocus = false;
    } else if (document.activeElement === document.body) {
      this.log.focus({ preventScroll: true });
    }
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 60;
  }

  toEnd() {
    this.stuck = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.newest.hidden = true;
  }
}

function buttons(row) {
  return row ? [...row.querySelectorAll("button:enabled")] : [];
}
