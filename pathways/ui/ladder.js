// The ladder: vis-network draws what Python placed. Words are set as text, ids are n0, n1, ...

const SEEN = new WeakMap()
const LEFT = 190 // from the middle of the first column to the edge: half a box and the axis words
const RIGHT = 108
const ABOVE = 76
const BELOW = 46
const HALF = [92, 28] // half a box
const SMALLEST = 0.9
const NARROW = 560
const ABREAST = 130 // from box to box of a chain that stands up
const LINES = {
  advancement: [2.2, ""],
  lateral_advancement: [2.2, "10 5"],
  similar: [1.4, ""],
  lateral_transition: [1.4, "3 4"],
  step_back: [1.4, "1 5"],
  unknown: [1.4, "3 4"],
  chosen: [3.2, ""],
}

function readTheme(root) {
  const style = getComputedStyle(root)
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim()
  return {
    page: read("background-color"),
    wash: read("secondary-background-color"),
    ink: read("text-color"),
    soft: read("gray-text-color"),
    edge: read("gray-color"),
    hair: read("dataframe-border-color"),
    primary: read("primary-color"),
    stop: read("red-color"),
    face: read("font"),
  }
}

function paint(background, border) {
  const both = { background, border }
  return { ...both, highlight: both, hover: both }
}

function dress(data, theme) {
  const font = (color) => ({
    color, face: theme.face, size: 13.5, align: "left", multi: "md",
    bold: { color, face: theme.face, size: 13.5, mod: "600" },
  })
  const group = (background, border, color) => ({ color: paint(background, border), font: font(color) })
  return {
    ...data.options,
    groups: {
      useDefaultGroups: false,
      job: group(theme.page, theme.primary, theme.ink),
      start: group(theme.wash, theme.edge, theme.ink),
      chosen: group(theme.primary, theme.primary, theme.page),
      more: group(theme.wash, theme.edge, theme.soft),
    },
  }
}

function measure(data) {
  const xs = data.nodes.map((node) => node.x)
  const ys = [...data.nodes.map((node) => node.y), ...data.axis.map((line) => line.y)]
  const box = {
    left: Math.min(...xs) - (data.chain ? RIGHT : LEFT), right: Math.max(...xs) + RIGHT,
    top: Math.min(...ys) - ABOVE, bottom: Math.max(...ys) + (data.chain ? ABOVE : BELOW),
  }
  return { ...box, width: box.right - box.left, height: box.bottom - box.top }
}

function drawAxis(context, data, theme, box) {
  context.lineWidth = 1
  context.font = `12.5px ${theme.face}`
  context.textBaseline = "middle"
  for (const line of data.axis) {
    context.strokeStyle = theme.hair
    context.beginPath()
    context.moveTo(box.left + 76, line.y)
    context.lineTo(box.drawnRight, line.y)
    context.stroke()
    context.fillStyle = theme.soft
    context.textAlign = "right"
    context.fillText(line.label, box.left + 68, line.y)
  }
  context.textAlign = "center"
  context.font = `600 13.5px ${theme.face}`
  context.fillStyle = theme.soft
  for (const column of data.columns) context.fillText(column.label, column.x, box.top + 22)
  if (!data.wage_line) return
  context.strokeStyle = theme.ink
  context.lineWidth = 1.6
  context.setLineDash([2, 4])
  context.beginPath()
  context.moveTo(box.left + 76, data.wage_line.y)
  context.lineTo(box.drawnRight, data.wage_line.y)
  context.stroke()
  context.setLineDash([])
  context.textAlign = "left"
  context.fillStyle = theme.ink
  context.fillText(data.wage_line.label, box.left + 82, data.wage_line.y - 9)
}

// Lines leave a box at the middle of its right side and enter at the middle of the left one; between
// boxes of one column they go round on the right.
function drawLine(context, from, to, edge, theme) {
  const colour = edge.chosen ? theme.primary : theme.edge
  const [x1, y1] = [from.x + HALF[0], from.y]
  const around = to.x <= from.x
  const [x2, y2] = [around ? to.x + HALF[0] : to.x - HALF[0], to.y]
  const head = edge.chosen ? 11 : 8
  const stop = around ? x2 + head : x2 - head
  const bend = around ? Math.max(x1, x2) + 46 : (x1 + x2) / 2
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = edge.width
  context.setLineDash(edge.dashes || [])
  context.beginPath()
  context.moveTo(x1, y1)
  context.bezierCurveTo(bend, y1, bend, y2, stop, y2)
  context.stroke()
  context.setLineDash([])
  context.beginPath()
  context.moveTo(x2 - Math.sign(x2 - stop), y2)
  context.lineTo(stop, y2 - head / 2)
  context.lineTo(stop, y2 + head / 2)
  context.closePath()
  context.fill()
}

// A chain lies in a row, or stands up where there is no room; a broken link is cut by a cross.
function standUp(data, room) {
  if (!data.chain || room >= NARROW) return data
  const nodes = data.nodes.map((node, place) => ({ ...node, x: 0, y: place * ABREAST }))
  return { ...data, nodes }
}

function drawLink(context, from, to, edge, words, theme) {
  const across = to.x > from.x
  const [x1, y1] = across ? [from.x + HALF[0], from.y] : [from.x, from.y + HALF[1]]
  const [x2, y2] = across ? [to.x - HALF[0], to.y] : [to.x, to.y - HALF[1]]
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2]
  const [along, down] = across ? [1, 0] : [0, 1]
  const colour = edge.broken ? theme.stop : theme.edge
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = edge.width
  const stroke = (...ends) => {
    context.beginPath()
    for (const [a, b, c, d] of ends) { context.moveTo(a, b); context.lineTo(c, d) }
    context.stroke()
  }
  if (!edge.broken) {
    stroke([x1, y1, x2 - 8 * along, y2 - 8 * down])
    context.beginPath()
    context.moveTo(x2, y2)
    context.lineTo(x2 - 8 * along - 4 * down, y2 - 8 * down - 4 * along)
    context.lineTo(x2 - 8 * along + 4 * down, y2 - 8 * down + 4 * along)
    context.closePath()
    context.fill()
    return
  }
  context.setLineDash([8, 6])
  stroke(
    [x1, y1, x - 20 * along, y - 20 * down],
    [x2, y2, x + 20 * along, y + 20 * down],
  )
  context.setLineDash([])
  context.lineWidth = 2.8
  stroke([x - 9, y - 9, x + 9, y + 9], [x - 9, y + 9, x + 9, y - 9])
  context.font = `600 13.5px ${theme.face}`
  context.textBaseline = "middle"
  context.textAlign = across ? "center" : "left"
  context.fillText(words, across ? x : x + 18, across ? y - 28 : y)
}

function drawLines(context, data, theme) {
  const places = Object.fromEntries(data.nodes.map((node) => [node.id, node]))
  if (data.chain) {
    for (const edge of data.edges) {
      drawLink(context, places[edge.from], places[edge.to], edge, data.chain, theme)
    }
    return
  }
  const chosenLast = [...data.edges].sort((a, b) => Number(a.chosen) - Number(b.chosen))
  for (const edge of chosenLast) drawLine(context, places[edge.from], places[edge.to], edge, theme)
}

function drawRing(context, data, node, theme) {
  const place = data.nodes.find((each) => each.id === node)
  if (!place) return
  context.strokeStyle = theme.ink
  context.lineWidth = 2.5
  context.beginPath()
  const [width, height] = [2 * HALF[0] + 10, 2 * HALF[1] + 10]
  context.roundRect(place.x - width / 2, place.y - height / 2, width, height, 9)
  context.stroke()
}

function showLegend(root, data, theme) {
  const legend = root.querySelector(".legend")
  legend.replaceChildren()
  for (const row of data.legend) {
    const item = document.createElement("li")
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    const [width, dashes] = LINES[row.kind]
    svg.setAttribute("width", "34")
    svg.setAttribute("height", "10")
    svg.setAttribute("aria-hidden", "true")
    path.setAttribute("d", "M1 5H33")
    path.setAttribute("fill", "none")
    path.setAttribute("stroke", row.kind === "chosen" ? theme.primary : theme.edge)
    path.setAttribute("stroke-width", width)
    if (dashes) path.setAttribute("stroke-dasharray", dashes)
    svg.appendChild(path)
    item.append(svg, row.text)
    legend.appendChild(item)
  }
}

// The file: title, picture, legend and sources on one canvas of the same sharpness, saved by the browser.

function wrapWords(context, text, width) {
  const lines = [""]
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word
    if (context.measureText(longer).width <= width || !lines[lines.length - 1]) {
      lines[lines.length - 1] = longer
    } else {
      lines.push(word)
    }
  }
  return lines
}

function placeLegend(context, legend, width) {
  const places = []
  let [x, y] = [0, 0]
  for (const row of legend) {
    const long = 44 + context.measureText(row.text).width
    if (x && x + long > width) [x, y] = [0, y + 24]
    places.push({ ...row, x, y })
    x += long + 22
  }
  return { places, height: legend.length ? y + 24 : 0 }
}

function makePicture(view, data, theme) {
  const drawn = view.picture.querySelector("canvas")
  const sharp = drawn.width / drawn.clientWidth
  const [width, height, edge] = [Math.max(drawn.clientWidth, 480), drawn.clientHeight, 16]
  const canvas = document.createElement("canvas")
  const context = canvas.getContext("2d")
  const title = `700 20px ${theme.face}`
  const small = `14px ${theme.face}`
  const room = width - 2 * edge
  context.font = title
  const titles = wrapWords(context, data.file.title, room)
  context.font = small
  const legend = placeLegend(context, data.legend, room)
  const notes = data.file.lines.flatMap((line) => wrapWords(context, line, room))
  const top = edge + titles.length * 26 + 6
  const below = top + height + 20
  canvas.width = Math.round(width * sharp)
  canvas.height = Math.round((below + legend.height + notes.length * 20 + edge) * sharp)
  context.scale(sharp, sharp)
  context.fillStyle = theme.page
  context.fillRect(0, 0, width, canvas.height)
  context.drawImage(drawn, 0, top, drawn.clientWidth, height)
  context.textBaseline = "middle"
  context.fillStyle = theme.ink
  context.font = title
  titles.forEach((line, place) => context.fillText(line, edge, edge + 13 + place * 26))
  context.font = small
  for (const row of legend.places) {
    const [wide, dashes] = LINES[row.kind]
    context.strokeStyle = row.kind === "chosen" ? theme.primary : theme.edge
    context.lineWidth = wide
    context.setLineDash(dashes ? dashes.split(" ").map(Number) : [])
    context.beginPath()
    context.moveTo(edge + row.x, below + row.y)
    context.lineTo(edge + row.x + 34, below + row.y)
    context.stroke()
    context.fillText(row.text, edge + row.x + 44, below + row.y)
  }
  context.fillStyle = theme.soft
  notes.forEach((line, place) => {
    context.fillText(line, edge, below + legend.height + 4 + place * 20)
  })
  return canvas
}

function offerFile(view, root, data, theme) {
  const button = root.querySelector(".save")
  button.hidden = !data.file
  if (!data.file) return
  button.textContent = data.file.button
  button.onclick = () => makePicture(view, data, theme).toBlob((blob) => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(blob)
    link.download = data.file.name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 10000)
  }, "image/png")
}

function fit(view) {
  const { network, picture, scroller, box } = view
  const room = scroller.clientWidth
  if (!room) return
  const scale = Math.max(SMALLEST, Math.min(1, room / box.width))
  const width = Math.max(room, Math.ceil(box.width * scale))
  const height = Math.ceil(box.height * scale)
  picture.style.width = `${width}px`
  picture.style.height = `${height}px`
  box.drawnRight = box.left + width / scale - 14
  network.setSize(`${width}px`, `${height}px`)
  network.redraw()
  network.moveTo({
    position: { x: box.left + width / scale / 2, y: (box.top + box.bottom) / 2 },
    scale, animation: false,
  })
}

function build(view, root, whole, theme) {
  view.network?.destroy()
  view.observer?.disconnect()
  const isNarrow = () => view.scroller.clientWidth < NARROW
  const data = standUp(whole, view.scroller.clientWidth)
  view.narrow = isNarrow()
  view.box = measure(data)
  view.box.drawnRight = view.box.right
  const edges = data.edges.map((edge) => ({ ...edge, hidden: true })) // drawn by drawLines
  const nodes = data.nodes.map((node) => ({ ...node }))
  const network = new globalThis.vis.Network(view.picture, { nodes, edges }, dress(data, theme))
  view.network = network
  network.on("beforeDrawing", (context) => {
    drawAxis(context, data, theme, view.box)
    drawLines(context, data, theme)
  })
  network.on("afterDrawing", (context) => drawRing(context, data, view.selected, theme))
  network.on("click", ({ nodes: [node] }) => {
    network.unselectAll()
    if (node) view.pick(node)
  })
  network.on("hoverNode", () => { view.picture.style.cursor = "pointer" })
  network.on("blurNode", () => { view.picture.style.cursor = "" })
  for (const part of view.picture.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex")
  view.observer = new ResizeObserver(() => {
    if (whole.chain && isNarrow() !== view.narrow) build(view, root, whole, theme)
    else fit(view)
  })
  view.observer.observe(view.scroller)
  fit(view)
  document.fonts.ready.then(() => network.redraw())
  root.dataset.ready = "yes"
  view.picture.dataset.places = "yes"
}

function whenLibrary(run, left = 200) {
  if (globalThis.vis?.Network) run()
  else if (left > 0) setTimeout(() => whenLibrary(run, left - 1), 50)
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ladder")
  if (!root || !data) return
  const theme = readTheme(root)
  const view = SEEN.get(parentElement) ?? {}
  SEEN.set(parentElement, view)
  view.picture = root.querySelector(".picture")
  view.scroller = root.querySelector(".scroller")
  view.selected = data.selected
  view.pick = (node) => setTriggerValue("picked", node)
  view.picture.setAttribute("aria-label", data.summary)
  const open = root.querySelector(".open")
  open.onclick = () => {
    view.open = !view.open
    view.scroller.classList.toggle("shut", !view.open)
    open.setAttribute("aria-expanded", String(Boolean(view.open)))
    open.textContent = view.open ? data.words.shut : data.words.open
  }
  open.textContent = view.open ? data.words.shut : data.words.open
  view.scroller.setAttribute("aria-label", data.words.region)
  open.setAttribute("aria-expanded", String(Boolean(view.open)))
  view.scroller.classList.toggle("shut", !view.open && !data.chain)
  open.style.display = data.chain ? "none" : ""
  view.picture.style.minHeight = data.chain ? "0" : ""
  showLegend(root, data, theme)
  offerFile(view, root, data, theme)
  const { selected, file, words, ...rest } = data
  const drawn = JSON.stringify([rest, theme])
  whenLibrary(() => {
    if (view.drawn === drawn) {
      view.network.redraw()
      return
    }
    view.drawn = drawn
    build(view, root, data, theme)
  })
  return () => {
    view.observer?.disconnect()
    view.network?.destroy()
    SEEN.delete(parentElement)
  }
}
