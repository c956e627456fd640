// Draws the ladder with vis-network, which the library component put on globalThis.vis.
// All text reaches the canvas or textContent; nothing is ever parsed as HTML.
const RETRY_MS = 60;
const MOST_SCALE = 1.1;

function readTheme(root) {
  const style = getComputedStyle(root);
  const get = (name, fallback) => (style.getPropertyValue(name) || "").trim() || fallback;
  const dark = get("--st-background-color", "#ffffff").toLowerCase() === "#11181f";
  return {
    page: get("--st-background-color", "#ffffff"),
    ink: get("--st-text-color", "#17212b"),
    primary: get("--st-primary-color", "#0b5c8a"),
    onPrimary: dark ? "#11181f" : "#ffffff",
    edge: dark ? "#83919b" : "#74808a",
    hairline: dark ? "#33414c" : "#c3cbd0",
    font: get("--st-font", "sans-serif"),
  };
}

function styleNode(node, theme) {
  const filled = node.group === "chosen";
  const fill = filled ? theme.primary : theme.page;
  const border = node.group === "job" || filled ? theme.primary : theme.edge;
  const ink = filled ? theme.onPrimary : theme.ink;
  return {
    id: node.id,
    label: node.label,
    x: node.x,
    y: node.y,
    shape: node.shape,
    fixed: true,
    color: {
      background: fill,
      border,
      highlight: { background: fill, border: theme.ink },
      hover: { background: fill, border: theme.ink },
    },
    font: {
      color: ink,
      size: 13,
      face: theme.font,
      align: "left",
      multi: "md",
      bold: { color: ink, size: 13, face: theme.font, mod: "600" },
    },
    borderWidthSelected: 4,
  };
}

// Edges are drawn here, not by vis: out of the right middle of a box, into the left middle of the next.
function drawEdge(context, network, edge, theme) {
  const from = network.getBoundingBox(edge.from);
  const to = network.getBoundingBox(edge.to);
  const start = { x: from.right + 2, y: (from.top + from.bottom) / 2 };
  const end = { x: to.left - 2, y: (to.top + to.bottom) / 2 };
  const bend = Math.max(40, (end.x - start.x) / 2);
  context.strokeStyle = edge.chosen ? theme.primary : theme.edge;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = edge.width;
  context.setLineDash(Array.isArray(edge.dashes) ? edge.dashes : []);
  context.beginPath();
  context.moveTo(start.x, start.y);
  context.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x - 8, end.y);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(end.x, end.y);
  context.lineTo(end.x - 10, end.y - 5);
  context.lineTo(end.x - 10, end.y + 5);
  context.closePath();
  context.fill();
}

function drawBehind(context, data, theme, bounds) {
  context.font = `12.5px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const line of data.axis) {
    context.strokeStyle = theme.hairline;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(bounds.left, line.y);
    context.lineTo(bounds.right, line.y);
    context.stroke();
    context.fillStyle = theme.ink;
    context.fillText(line.label, bounds.left - 8, line.y);
  }
  if (data.wage_line) {
    context.setLineDash([3, 4]);
    context.strokeStyle = theme.ink;
    context.beginPath();
    context.moveTo(bounds.left, data.wage_line.y);
    context.lineTo(bounds.right, data.wage_line.y);
    context.stroke();
    context.setLineDash([]);
    context.textAlign = "left";
    context.fillText(data.wage_line.label, bounds.left + 4, data.wage_line.y - 10);
  }
  context.textAlign = "center";
  for (const column of data.columns) {
    context.fillText(column.label, column.x, bounds.top);
  }
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const holder = parentElement.querySelector(".ladder");
  holder.setAttribute("aria-label", data.summary);
  let network = null;
  let timer = null;

  const mount = () => {
    if (!globalThis.vis) {
      timer = setTimeout(mount, RETRY_MS);
      return;
    }
    const theme = readTheme(holder);
    const xs = data.nodes.map((node) => node.x);
    const ys = data.nodes.map((node) => node.y);
    const bounds = {
      left: Math.min(...xs) - 120,
      right: Math.max(...xs) + 110,
      top: Math.min(...ys, ...data.axis.map((line) => line.y)) - 62,
      bottom: Math.max(...ys, ...data.axis.map((line) => line.y)) + 44,
    };
    network = new globalThis.vis.Network(
      holder,
      {
        nodes: data.nodes.map((node) => styleNode(node, theme)),
        edges: [],
      },
      data.options,
    );
    const fit = () => {
      const width = bounds.right - bounds.left + 90;
      const height = bounds.bottom - bounds.top + 30;
      const scale = Math.min(holder.clientWidth / width, MOST_SCALE);
      holder.style.height = `${Math.round(height * scale)}px`;
      network.setSize("100%", holder.style.height);
      network.moveTo({
        position: { x: (bounds.left - 80 + bounds.right) / 2, y: (bounds.top + bounds.bottom) / 2 },
        scale,
        animation: false,
      });
    };
    network.on("beforeDrawing", (context) => drawBehind(context, data, theme, bounds));
    network.on("afterDrawing", (context) => {
      for (const edge of data.edges) drawEdge(context, network, edge, theme);
    });
    network.on("selectNode", (event) => setStateValue("node", event.nodes[0]));
    if (data.selected) {
      network.selectNodes([data.selected]);
    }
    const observer = new ResizeObserver(fit);
    observer.observe(holder);
    holder.dataset.ready = "yes";
    holder.network = network;
    fit();
    holder.stop = () => observer.disconnect();
  };
  mount();

  return () => {
    clearTimeout(timer);
    if (network) {
      holder.stop();
      network.destroy();
    }
  };
}
