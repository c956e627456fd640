// The ladder: vis-network draws what Python placed. Words are set as text, ids are n0, n1, ...

const SEEN = new WeakMap()
const LEFT = 176 // from the middle of the first column to the edge: half a box and the axis words
const RIGHT = 110
const ABOVE = 76
const BELOW = 46
const HALF = [92, 28] // half a box
const SMALLEST = 0.9
const NARROW = 560
const ABREAST = 130 // from box to box of a chain that stands up
const POINT = 13 // how far the ends of a credential's box are drawn out
const INDENTED = { // words of a box whose ends are no right angles
  margin: { top: 6, bottom: 6, left: 16, right: 6 }, widthConstraint: { minimum: 162, maximum: 162 },
}
const LEDGE = 14 // from a box to the end of the mark at its true height
const LINES = {
  advancement: [2.2, ""],
  lateral_advancement: [2.2, "10 5"],
  similar: [1.4, ""],
  lateral_transition: [1.4, "3 4"],
  step_back: [1.4, "1 5"],
  unknown: [1.4, "3 4"],
  chosen: [3.2, ""],
}
const SIGN = "M17 -1L22 5L17 11L12 5Z" // a license, and an award or a course, on a line
const TAG = "M9 5L13 0H21L25 5L21 10H13Z"
const SHAPES = { // row of the legend -> its outline within 34 x 10, colour of line and of filling
  job: ["M7 -2H27A3 3 0 0 1 30 1V9A3 3 0 0 1 27 12H7A3 3 0 0 1 4 9V1A3 3 0 0 1 7 -2Z", "primary", "page"],
  credential: ["M2 5L8 -2H26L32 5L26 12H8Z", "credential", "page"],
  missing: ["M2 5L8 -2H26L32 5L26 12H8Z", "stop", "page"],
  school: ["M10 -2H24A7 7 0 0 1 24 12H10A7 7 0 0 1 10 -2Z", "school", "page"],
  studied: [TAG, "credential", "credential"],
  licensed: [SIGN, "credential", "page"],
  moved: ["M4 10L16 1H30", "ink", ""],
}

const isChain = (data) => data.chain !== undefined // even of no words: then no link is cut

// The theme's colours of kinds: job, credential, school, employer.
function nameColours(list) {
  const [, credential, school] = list.split(",").map((colour) => colour.trim())
  return { credential, school }
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
    ...nameColours(read("chart-categorical-colors")),
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
      school: {
        ...group(theme.wash, theme.school, theme.ink), ...INDENTED,
        shapeProperties: { borderRadius: 26 },
      },
      // their outlines are drawn by drawOutlines
      credential: { ...group("transparent", "transparent", theme.ink), ...INDENTED },
      missing: { ...group("transparent", "transparent", theme.ink), ...INDENTED },
    },
  }
}

function measure(data) {
  const xs = data.nodes.map((node) => node.x)
  const ys = [...data.nodes.map((node) => node.y), ...data.axis.map((line) => line.y)]
  const box = {
    left: Math.min(...xs) - (isChain(data) ? RIGHT : LEFT), right: Math.max(...xs) + RIGHT,
    top: Math.min(...ys) - ABOVE, bottom: Math.max(...ys) + (isChain(data) ? ABOVE : BELOW),
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
}

// The words stand over the lines, on a ground of their own, where no box is.
function drawWageWords(context, data, theme) {
  if (!data.wage_line) return
  const { x, y, label } = data.wage_line
  context.font = `600 13.5px ${theme.face}`
  context.textBaseline = "middle"
  context.textAlign = "center"
  context.lineJoin = "round"
  context.lineWidth = 4
  context.strokeStyle = theme.page
  context.strokeText(label, x, y - 11)
  context.fillStyle = theme.ink
  context.fillText(label, x, y - 11)
}

// A line goes through the points that Python found: level within a lane, curved between lanes; between
// boxes of one lane it turns on their right. Each part is [x1, y1, bend1, bend2, x2, y2].
function splitLine({ points }) {
  const [x, y] = points
  if (points.length === 6 && points[4] === x) {
    const bend = x + (points[2] - x) / 0.75
    return [[x, y, bend, bend, x, points[5]]]
  }
  const parts = []
  for (let place = 0; place + 3 < points.length; place += 2) {
    const [x1, y1, x2, y2] = points.slice(place, place + 4)
    parts.push([x1, y1, (x1 + x2) / 2, (x1 + x2) / 2, x2, y2])
  }
  return parts
}

function findPoint([x1, y1, bend1, bend2, x2, y2], share) {
  const [a, b, c, d] = [(1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share ** 2 * (1 - share), share ** 3]
  return [a * x1 + b * bend1 + c * bend2 + d * x2, (a + b) * y1 + (c + d) * y2]
}

function drawLine(context, edge, theme) {
  const colour = edge.chosen ? theme.primary : theme.edge
  const parts = splitLine(edge)
  const last = parts[parts.length - 1]
  const [bend, x2, y2] = last.slice(3)
  const head = (edge.chosen ? 11 : 8) * (Math.sign(x2 - bend) || 1)
  const stop = x2 - head
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = edge.width
  context.setLineDash(edge.dashes || [])
  context.beginPath()
  context.moveTo(parts[0][0], parts[0][1])
  for (const part of parts) {
    context.bezierCurveTo(part[2], part[1], part[3], part[5], part === last ? stop : part[4], part[5])
  }
  context.stroke()
  context.setLineDash([])
  context.beginPath()
  context.moveTo(x2, y2)
  context.lineTo(stop, y2 - head / 2)
  context.lineTo(stop, y2 + head / 2)
  context.closePath()
  context.fill()
}

// What a step asks stands on its line, just before the arrow: a filled tag, an open diamond.
function drawMarks(context, edge, theme) {
  const last = splitLine(edge).at(-1)
  const side = Math.sign(last[4] - last[3]) || -1
  let share = 1
  let from = edge.chosen ? 12 : 10
  for (const mark of [...edge.marks].reverse()) {
    from += 8
    while (share > 0.5 && Math.abs(findPoint(last, share)[0] - last[4]) < from) share -= 0.02
    const [x, y] = share > 0.5 ? findPoint(last, share) : [last[4] - side * from, last[5]]
    const [outline, line, filling] = SHAPES[mark]
    context.save()
    context.translate(x - 17, y - 5)
    paintShape(context, outline, theme[line], theme[filling], 1.8)
    context.restore()
    from += 8
  }
}

function paintShape(context, outline, line, filling, width) {
  const path = new Path2D(outline)
  context.setLineDash([])
  context.lineWidth = width
  context.strokeStyle = line
  if (filling) {
    context.fillStyle = filling
    context.fill(path)
  }
  context.stroke(path)
}

// Credentials have pointed ends; one that is not to be had here is dashed.
function drawOutlines(context, data, theme) {
  for (const node of data.nodes) {
    if (node.group !== "credential" && node.group !== "missing") continue
    const [wide, high] = HALF
    context.beginPath()
    context.moveTo(node.x - wide, node.y)
    context.lineTo(node.x - wide + POINT, node.y - high)
    context.lineTo(node.x + wide - POINT, node.y - high)
    context.lineTo(node.x + wide, node.y)
    context.lineTo(node.x + wide - POINT, node.y + high)
    context.lineTo(node.x - wide + POINT, node.y + high)
    context.closePath()
    context.fillStyle = theme.page
    context.fill()
    context.strokeStyle = node.group === "missing" ? theme.stop : theme.credential
    context.lineWidth = node.chosen ? 3.2 : 1.8
    context.setLineDash(node.group === "missing" ? [7, 5] : [])
    context.stroke()
    context.setLineDash([])
  }
}

// A box that was moved is joined to a mark at the height of its pay.
function drawTrueHeights(context, data, theme) {
  context.strokeStyle = theme.ink
  for (const node of data.nodes) {
    if (node.pay_y === undefined) continue
    const side = node.x + HALF[0]
    const reach = HALF[1] - 8
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(side, Math.max(node.y - reach, Math.min(node.y + reach, node.pay_y)))
    context.lineTo(side + LEDGE / 2, node.pay_y)
    context.stroke()
    context.lineWidth = 2.2
    context.beginPath()
    context.moveTo(side + LEDGE / 2, node.pay_y)
    context.lineTo(side + LEDGE, node.pay_y)
    context.stroke()
  }
}

// A chain lies in a row, or stands up where there is no room; a broken link is cut by a cross.
function standUp(data, room) {
  if (!isChain(data) || room >= NARROW) return data
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
  if (isChain(data)) {
    for (const edge of data.edges) {
      drawLink(context, places[edge.from], places[edge.to], edge, data.chain, theme)
    }
    return
  }
  const chosenLast = [...data.edges].sort((a, b) => Number(a.chosen) - Number(b.chosen))
  for (const edge of chosenLast) drawLine(context, edge, theme)
  for (const edge of data.edges) drawMarks(context, edge, theme)
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

// Return the outline of a row of the legend, its colours and width, and its dashes.
function describeRow(row, theme) {
  if (SHAPES[row.kind]) {
    const [outline, line, filling] = SHAPES[row.kind]
    return [outline, theme[line], theme[filling] || "none", 1.8, row.kind === "missing" ? "4 3" : ""]
  }
  const [width, dashes] = LINES[row.kind]
  return ["M1 5H33", row.kind === "chosen" ? theme.primary : theme.edge, "none", width, dashes]
}

function showLegend(root, data, theme) {
  const legend = root.querySelector(".legend")
  legend.replaceChildren()
  for (const row of data.legend) {
    const item = document.createElement("li")
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path")
    const [outline, line, filling, width, dashes] = describeRow(row, theme)
    svg.setAttribute("width", "34")
    svg.setAttribute("height", "16")
    svg.setAttribute("viewBox", "0 -3 34 16")
    svg.setAttribute("aria-hidden", "true")
    path.setAttribute("d", outline)
    path.setAttribute("fill", filling)
    path.setAttribute("stroke", line)
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
    const [outline, line, filling, wide, dashes] = describeRow(row, theme)
    const path = new Path2D(outline)
    context.save()
    context.translate(edge + row.x, below + row.y - 5)
    context.strokeStyle = line
    context.lineWidth = wide
    context.setLineDash(dashes ? dashes.split(" ").map(Number) : [])
    if (filling !== "none") {
      context.fillStyle = filling
      context.fill(path)
    }
    context.stroke(path)
    context.restore()
    context.fillStyle = theme.ink
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
  // where each box's middle is, in pixels from the picture's corner
  picture.dataset.middles = JSON.stringify(Object.fromEntries(view.nodes.map(
    ({ id, x, y }) => [id, [(x - box.left) * scale, height / 2 + (y - (box.top + box.bottom) / 2) * scale]],
  )))
}

function build(view, root, whole, theme) {
  view.network?.destroy()
  view.observer?.disconnect()
  const isNarrow = () => view.scroller.clientWidth < NARROW
  const data = standUp(whole, view.scroller.clientWidth)
  view.narrow = isNarrow()
  view.box = measure(data)
  view.box.drawnRight = view.box.right
  view.nodes = data.nodes
  const edges = data.edges.map((edge) => ({ ...edge, hidden: true })) // drawn by drawLines
  const nodes = data.nodes.map((node) => ({ ...node }))
  const network = new globalThis.vis.Network(view.picture, { nodes, edges }, dress(data, theme))
  view.network = network
  network.on("beforeDrawing", (context) => {
    drawAxis(context, data, theme, view.box)
    drawLines(context, data, theme)
    drawTrueHeights(context, data, theme)
    drawWageWords(context, data, theme)
    drawOutlines(context, data, theme)
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
    if (isChain(whole) && isNarrow() !== view.narrow) build(view, root, whole, theme)
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
  view.scroller.classList.toggle("shut", !view.open && !isChain(data))
  open.style.display = isChain(data) ? "none" : ""
  view.picture.style.minHeight = isChain(data) ? "0" : ""
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
