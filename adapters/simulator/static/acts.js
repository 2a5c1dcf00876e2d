// What you do, as small JSON posts, one after the other, so that none overtakes another.

let last = Promise.resolve();

// Resolves to what went wrong, in words; empty when nothing did.
export function act(action, body = {}) {
  last = last.then(() => post(action, body));
  return last;
}

async function post(action, body) {
  const answer = await fetch(`/simulator/${action}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  }).catch(() => null);
  if (answer?.ok) return "";
  return answer ? await answer.text() : "That did not reach the demo. Try again in a moment.";
}
