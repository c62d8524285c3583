// What the try-out adds to SimCord's page: the simulated time and quiet in the toolbar, mentions of commands to click,
// and suggestions before anything is typed.

const status = document.getElementById("action-status");
const clock = document.getElementById("tryout-clock");
let told = null;
let since = 0;

function showTime() {
  const profile = window.simcordPreview.profile;
  if (!profile.presentationTime) return;
  if (profile.presentationTime !== told) {
    told = profile.presentationTime;
    since = performance.now();
  }
  const now = new Date(Date.parse(told) + performance.now() - since);
  clock.dateTime = now.toISOString();
  clock.textContent = new Intl.DateTimeFormat(profile.locale, {
    timeZone: profile.timezone, weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit",
  }).format(now);
}

// What is done is seen; what goes on, or went wrong, ends with a mark.
function quieten() {
  status.toggleAttribute("data-quiet", !/[.…]$/.test(status.textContent));
}

// As on Discord, the command stands in the field then, to be sent or filled in.
function pickMentioned(event) {
  const mention = event.target instanceof Element && event.target.closest("#channel-message-list .command-mention");
  if (!mention) return;
  document.querySelector(".command-context-close")?.click();
  const field = document.getElementById("channel-composer-input");
  field.value = mention.textContent;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

// As on Discord, an option suggests something as soon as it is chosen: once for each, since the page draws them anew.
const asked = new WeakMap();
function askForSuggestions(event) {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.matches('.command-option-input[aria-autocomplete="list"]')) return;
  const row = field.closest(".command-row");
  const options = asked.get(row) ?? new Set();
  if (field.value || options.has(field.dataset.option)) return;
  asked.set(row, options.add(field.dataset.option));
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

new MutationObserver(quieten).observe(status, { childList: true, characterData: true, subtree: true });
document.addEventListener("click", pickMentioned);
document.addEventListener("focusin", askForSuggestions);
setInterval(showTime, 1000);
quieten();
