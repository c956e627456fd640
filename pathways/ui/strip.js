// A pathway card. Every word comes from Python and is set as text, never as markup.

const MOST_ABREAST = 3 // boxes that fit beside each other; a longer strip stands up

function add(parent, tag, name, text) {
  const made = document.createElement(tag)
  if (name) made.className = name
  if (text !== undefined) made.textContent = text
  parent.appendChild(made)
  return made
}

function addBadges(parent, badges) {
  const row = add(parent, "div", "badges")
  for (const badge of badges) add(row, "span", `badge ${badge.tone}`, badge.text)
}

function addJob(list, item) {
  const job = add(list, "li", `job ${item.role}`)
  add(job, "div", "title", item.title)
  const pay = add(job, "div", item.unit ? "pay" : "pay words", item.pay + " ")
  if (item.unit) add(pay, "small", "", item.unit)
  if (item.share !== null) {
    const bar = add(job, "div", "bar")
    bar.setAttribute("aria-hidden", "true")
    add(bar, "i", "").style.width = `${item.share}%`
    if (item.line !== null && item.line !== undefined) add(bar, "b", "").style.left = `${item.line}%`
  }
  for (const line of item.lines) add(job, "div", "line", line)
  if (item.past) add(job, "div", "past", `\u2713 ${item.past}`)
}

function addMove(list, item) {
  const move = add(list, "li", item.dashed ? "move dashed" : "move")
  add(move, "span", "arrow").setAttribute("aria-hidden", "true")
  add(move, "div", "need", item.need)
  for (const line of item.lines) add(move, "div", "", line)
  addBadges(move, item.badges)
}

export default function ({ data, parentElement }) {
  const card = parentElement.querySelector(".card")
  if (!card || !data) return
  card.replaceChildren()
  const head = add(card, "div", "head")
  const left = add(head, "div", "")
  addBadges(left, data.badges)
  const lead = add(left, "h3", "", data.lead + " ")
  add(lead, "small", "", data.to)
  const totals = add(head, "dl", "")
  for (const total of data.totals) {
    const pair = add(totals, "div", "")
    add(pair, "dt", "", total.name)
    add(pair, "dd", "", total.value)
  }
  const jobs = data.items.filter((item) => item.type === "job").length
  const list = add(add(card, "div", jobs > MOST_ABREAST ? "frame long" : "frame"), "ol", "")
  list.setAttribute("aria-label", data.label)
  for (const item of data.items) (item.type === "job" ? addJob : addMove)(list, item)
}
