// A pathway as an ordered list of jobs and moves. Text goes through textContent only.
function add(parent, tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined && text !== null) element.textContent = text;
  parent.appendChild(element);
  return element;
}

function addJob(list, job, scale) {
  const item = add(list, "li", `job ${job.role}`);
  add(item, "strong", "title", job.title);
  const pay = add(item, "p", "pay");
  add(pay, "span", "amount", job.pay);
  if (job.unit) add(pay, "span", "unit", ` ${job.unit}`);
  if (job.value) {
    const bar = add(item, "div", "bar");
    bar.setAttribute("aria-hidden", "true");
    const fill = add(bar, "div", "fill");
    fill.style.width = `${Math.round((100 * job.value) / scale)}%`;
  }
  for (const line of job.lines) add(item, "p", "line", line);
}

function addMove(list, move) {
  const item = add(list, "li", "move");
  const arrow = add(item, "div", "arrow");
  arrow.setAttribute("aria-hidden", "true");
  const words = add(item, "div", "words");
  add(words, "p", "need", move.need);
  for (const line of move.lines) add(words, "p", "line", line);
  const badges = add(words, "p", "badges");
  for (const badge of move.badges) add(badges, "span", "badge", badge);
}

export default function (component) {
  const { data, parentElement } = component;
  const list = parentElement.querySelector("ol");
  list.replaceChildren();
  list.setAttribute("aria-label", data.label);
  const values = data.items.filter((item) => item.value).map((item) => item.value);
  const scale = Math.max(1, ...values);
  for (const item of data.items) {
    if (item.need === undefined) addJob(list, item, scale);
    else addMove(list, item);
  }
}
