// @ts-check
// The cloud of a report: turned by dragging, with the picture of the point below the pointer. It runs from a file, by itself.
'use strict'

/**
 * @typedef {{ name: string, values: string[], codes: string }} Field codes: base64 of Int16, −1 where unknown
 * @typedef {{ cell: number, columns: number }} Thumbnails
 * @typedef {{ pairs: string, values: string, sign: string, threshold: number }} Facets base64 of Uint32 pairs of points, and of Float32 angles or distances, the largest first
 * @typedef {{ count: number, dimensions: 2 | 3, positions: string, fields: Field[], thumbnails: Thumbnails | null, facets: Facets | null }} Cloud
 */

/** @param {string} id @returns {HTMLElement} */
const element = (id) => {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The report has no ${id}.`)
  return found
}

/** @param {string} text base64 @returns {ArrayBuffer} */
function bytesOf(text) {
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes.buffer
}

const cloud = /** @type {Cloud} */ (JSON.parse(element('cloud-data').textContent ?? ''))
const positions = new Int16Array(bytesOf(cloud.positions))
const fields = cloud.fields.map((field) => ({ ...field, codes: new Int16Array(bytesOf(field.codes)) }))
/** The largest first. */
const facetValues = new Float32Array(cloud.facets ? bytesOf(cloud.facets.values) : new ArrayBuffer(0))
const canvas = /** @type {HTMLCanvasElement} */ (element('cloud'))
const card = element('card')
const legend = element('legend')
const counts = element('shown')

const style = getComputedStyle(document.documentElement)
/** @param {string} name @returns {[number, number, number]} */
const colour = (name) => {
  const hex = style.getPropertyValue(name).trim().slice(1)
  const part = (/** @type {number} */ at) => parseInt(hex.slice(at, at + 2), 16) / 255
  return [part(0), part(2), part(4)]
}
const categories = () => Array.from({ length: 10 }, (_, k) => colour(`--category-${k}`))

const state = {
  field: 0,
  /** @type {Set<number>} */
  hidden: new Set(),
  turn: 0.6,
  tilt: 0.35,
  zoom: 1,
  /** In clip space. */
  shift: [0, 0],
  hovered: -1,
  pinned: false,
  threshold: cloud.facets ? cloud.facets.threshold : 0,
}

const vertexShader = `#version 300 es
in vec3 place; in vec4 tint;
uniform mat3 turned; uniform vec2 scale; uniform vec2 shift; uniform float size;
out vec4 colour;
void main() {
  vec3 p = turned * place;
  float near = 1.0 / (1.6 - 0.6 * p.z);
  gl_Position = vec4(p.xy * near * scale + shift, -p.z * 0.5, 1.0);
  gl_PointSize = tint.a == 0.0 ? 0.0 : size * near * 1.6;
  colour = tint;
}`
const pointShader = `#version 300 es
precision mediump float; in vec4 colour; out vec4 made;
void main() {
  float far = length(gl_PointCoord - 0.5) * 2.0;
  if (colour.a == 0.0 || far > 1.0) discard;
  made = vec4(colour.rgb, 1.0) * (1.0 - smoothstep(0.75, 1.0, far));
}`
const lineShader = `#version 300 es
precision mediump float; in vec4 colour; out vec4 made;
void main() { made = vec4(colour.rgb, 1.0) * colour.a; }`

const gl = canvas.getContext('webgl2', { antialias: true, alpha: true, premultipliedAlpha: true })

/** @param {WebGL2RenderingContext} context @param {string} fragment */
function programOf(context, fragment) {
  const program = context.createProgram()
  for (const [kind, source] of /** @type {const} */ ([
    [context.VERTEX_SHADER, vertexShader],
    [context.FRAGMENT_SHADER, fragment],
  ])) {
    const shader = context.createShader(kind)
    if (!shader) throw new Error('No shader could be made.')
    context.shaderSource(shader, source)
    context.compileShader(shader)
    context.attachShader(program, shader)
  }
  context.bindAttribLocation(program, 0, 'place')
  context.bindAttribLocation(program, 1, 'tint')
  context.linkProgram(program)
  if (!context.getProgramParameter(program, context.LINK_STATUS)) {
    throw new Error(context.getProgramInfoLog(program) ?? 'The shaders could not be linked.')
  }
  return program
}

/** Rows of the rotation by turn and tilt. @returns {number[]} */
function rotation() {
  if (cloud.dimensions === 2) return [1, 0, 0, 0, 1, 0, 0, 0, 1]
  const [ct, st, ci, si] = [
    Math.cos(state.turn),
    Math.sin(state.turn),
    Math.cos(state.tilt),
    Math.sin(state.tilt),
  ]
  return [ct, 0, st, si * st, ci, -si * ct, -ci * st, si, ci * ct]
}

/** What scales x and y so that the cloud fills the shorter side. */
function scales() {
  const side = Math.min(canvas.clientWidth, canvas.clientHeight)
  const reach = 1.25 * state.zoom
  return [(reach * side) / canvas.clientWidth, (reach * side) / canvas.clientHeight]
}

/** Where points are on the canvas in CSS pixels, and how near. @param {number} point */
function projected(point) {
  const m = rotation()
  const [x, y, z] = [0, 1, 2].map((k) => (positions[3 * point + k] ?? 0) / 32767)
  const at = (/** @type {number} */ row) =>
    (m[3 * row] ?? 0) * (x ?? 0) + (m[3 * row + 1] ?? 0) * (y ?? 0) + (m[3 * row + 2] ?? 0) * (z ?? 0)
  const near = 1 / (1.6 - 0.6 * at(2))
  const [sx, sy] = scales()
  return {
    x: ((at(0) * near * (sx ?? 1) + (state.shift[0] ?? 0) + 1) / 2) * canvas.clientWidth,
    y: ((1 - (at(1) * near * (sy ?? 1) + (state.shift[1] ?? 0))) / 2) * canvas.clientHeight,
    depth: at(2),
  }
}

const isShown = (/** @type {number} */ point) => {
  const field = fields[state.field]
  return !field || !state.hidden.has(field.codes[point] ?? -1)
}

/** Red, green, blue and whether it is shown, of each point. */
function tints() {
  const field = fields[state.field]
  const palette = categories()
  const other = colour('--category-other')
  const made = new Float32Array(4 * cloud.count)
  for (let i = 0; i < cloud.count; i++) {
    const code = field ? (field.codes[i] ?? -1) : 0
    made.set(code < 0 ? other : (palette[code % palette.length] ?? other), 4 * i)
    made[4 * i + 3] = isShown(i) ? 1 : 0
  }
  return made
}

/** @type {(() => void) | null} */
let paint = null
/** @type {(() => void) | null} */
let recolour = null
let asked = false
/** Draws once, before the next frame. */
function draw() {
  if (asked || !paint) return
  asked = true
  requestAnimationFrame(() => {
    asked = false
    paint?.()
  })
}

if (gl) {
  const points = programOf(gl, pointShader)
  const lines = programOf(gl, lineShader)
  const pointsArray = gl.createVertexArray()
  gl.bindVertexArray(pointsArray)
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
  gl.bufferData(gl.ARRAY_BUFFER, positions, gl.STATIC_DRAW)
  gl.enableVertexAttribArray(0)
  gl.vertexAttribPointer(0, 3, gl.SHORT, true, 0, 0)
  const tintBuffer = gl.createBuffer()
  gl.bindBuffer(gl.ARRAY_BUFFER, tintBuffer)
  gl.enableVertexAttribArray(1)
  gl.vertexAttribPointer(1, 4, gl.FLOAT, false, 0, 0)

  const linesArray = gl.createVertexArray()
  if (cloud.facets) {
    const pairs = new Uint32Array(bytesOf(cloud.facets.pairs))
    const ends = new Int16Array(3 * pairs.length)
    pairs.forEach((point, k) => {
      ends.set(positions.subarray(3 * point, 3 * point + 3), 3 * k)
    })
    gl.bindVertexArray(linesArray)
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer())
    gl.bufferData(gl.ARRAY_BUFFER, ends, gl.STATIC_DRAW)
    gl.enableVertexAttribArray(0)
    gl.vertexAttribPointer(0, 3, gl.SHORT, true, 0, 0)
  }
  recolour = () => {
    gl.bindBuffer(gl.ARRAY_BUFFER, tintBuffer)
    gl.bufferData(gl.ARRAY_BUFFER, tints(), gl.DYNAMIC_DRAW)
  }
  paint = () => {
    const ratio = devicePixelRatio || 1
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)]
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
    gl.viewport(0, 0, width, height)
    gl.clearColor(0, 0, 0, 0)
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT)
    gl.enable(gl.DEPTH_TEST)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    const [sx, sy] = scales()
    const m = rotation()
    // Columns first, as shaders have them.
    const columns = [0, 1, 2].flatMap((c) => [m[c] ?? 0, m[3 + c] ?? 0, m[6 + c] ?? 0])
    const side = Math.min(canvas.clientWidth, canvas.clientHeight)
    const size =
      Math.max(2.5, Math.min(9, (side * 0.55) / Math.sqrt(cloud.count))) * Math.sqrt(state.zoom) * ratio
    for (const [program, array] of /** @type {const} */ ([
      [points, pointsArray],
      [lines, linesArray],
    ])) {
      gl.useProgram(program)
      gl.uniformMatrix3fv(gl.getUniformLocation(program, 'turned'), false, columns)
      gl.uniform2f(gl.getUniformLocation(program, 'scale'), sx ?? 1, sy ?? 1)
      gl.uniform2f(gl.getUniformLocation(program, 'shift'), state.shift[0] ?? 0, state.shift[1] ?? 0)
      gl.uniform1f(gl.getUniformLocation(program, 'size'), size)
      gl.bindVertexArray(array)
      if (program === points) gl.drawArrays(gl.POINTS, 0, cloud.count)
      else if (cloud.facets && /** @type {HTMLInputElement} */ (element('singular')).checked) {
        const count = above()
        // Many lie over one another: each is fainter, and where they gather still shows.
        gl.vertexAttrib4f(1, ...colour('--tear'), Math.max(0.04, Math.min(0.6, 40 / Math.sqrt(count) / 3)))
        gl.depthMask(false)
        gl.drawArrays(gl.LINES, 0, 2 * count)
        gl.depthMask(true)
      }
    }
  }
  recolour()
} else {
  element('no-webgl').hidden = false
  canvas.hidden = true
}

/** How many facets lie above the threshold. */
function above() {
  let count = 0
  while (count < facetValues.length && (facetValues[count] ?? 0) > state.threshold) count++
  return count
}

/** Shows a point's picture and what is known of it beside the pointer. @param {number} point */
function show(point) {
  state.hovered = point
  card.hidden = point < 0
  if (point < 0) return
  const { x, y } = projected(point)
  const picture = /** @type {HTMLCanvasElement} */ (element('card-picture'))
  const { thumbnails } = cloud
  picture.hidden = thumbnails === null
  const context = picture.getContext('2d')
  if (thumbnails && context) {
    const { cell, columns } = thumbnails
    context.imageSmoothingEnabled = cell >= 48
    context.clearRect(0, 0, picture.width, picture.height)
    const from = /** @type {HTMLImageElement} */ (element('thumbnails'))
    const [left, top] = [(point % columns) * cell, Math.floor(point / columns) * cell]
    context.drawImage(from, left, top, cell, cell, 0, 0, picture.width, picture.height)
  }
  const known = fields.flatMap(({ name, values, codes }) => {
    const value = values[codes[point] ?? -1]
    return value === undefined ? [] : [`${name}: ${value}`]
  })
  element('card-text').textContent = [`No. ${point}`, ...known].join('\n')
  const right = x + 24 + card.offsetWidth < canvas.clientWidth
  card.style.left = `${right ? x + 16 : x - 16 - card.offsetWidth}px`
  card.style.top = `${Math.max(4, Math.min(canvas.clientHeight - card.offsetHeight - 4, y - card.offsetHeight / 2))}px`
}

/** The shown point nearest to a place, the front one of several; −1 where none is near. @param {number} x @param {number} y */
function pointAt(x, y) {
  let best = -1
  let least = Infinity
  for (let i = 0; i < cloud.count; i++) {
    if (!isShown(i)) continue
    const at = projected(i)
    const far = Math.hypot(at.x - x, at.y - y)
    if (far > 12) continue
    const worth = far - 4 * at.depth
    if (worth < least) [least, best] = [worth, i]
  }
  return best
}

/** @type {{ x: number, y: number, moved: boolean } | null} */
let held = null
canvas.addEventListener('pointerdown', (event) => {
  canvas.setPointerCapture(event.pointerId)
  held = { x: event.offsetX, y: event.offsetY, moved: false }
})
canvas.addEventListener('pointermove', (event) => {
  if (!held) {
    if (!state.pinned) show(pointAt(event.offsetX, event.offsetY))
    return
  }
  const [dx, dy] = [event.offsetX - held.x, event.offsetY - held.y]
  if (Math.hypot(dx, dy) > 2) held.moved = true
  if (!held.moved) return
  if (cloud.dimensions === 2 || event.shiftKey) {
    state.shift = [
      (state.shift[0] ?? 0) + (2 * dx) / canvas.clientWidth,
      (state.shift[1] ?? 0) - (2 * dy) / canvas.clientHeight,
    ]
  } else {
    state.turn += dx * 0.008
    state.tilt = Math.max(-1.5, Math.min(1.5, state.tilt + dy * 0.008))
  }
  Object.assign(held, { x: event.offsetX, y: event.offsetY })
  state.pinned = false
  show(-1)
  draw()
})
canvas.addEventListener('pointerup', (event) => {
  if (held && !held.moved) {
    const point = pointAt(event.offsetX, event.offsetY)
    state.pinned = point >= 0
    show(point)
  }
  held = null
})
canvas.addEventListener('pointerleave', () => {
  if (!state.pinned) show(-1)
})
/** @param {number} by */
const zoom = (by) => {
  state.zoom = Math.max(0.3, Math.min(20, state.zoom * by))
  show(-1)
  draw()
}
canvas.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault()
    zoom(Math.exp(-event.deltaY * 0.0015))
  },
  { passive: false },
)
const reset = () => {
  Object.assign(state, { turn: 0.6, tilt: 0.35, zoom: 1, shift: [0, 0] })
  draw()
}
canvas.addEventListener('dblclick', reset)
canvas.addEventListener('keydown', (event) => {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => (state.turn -= 0.1),
    ArrowRight: () => (state.turn += 0.1),
    ArrowUp: () => (state.tilt = Math.max(-1.5, state.tilt - 0.1)),
    ArrowDown: () => (state.tilt = Math.min(1.5, state.tilt + 0.1)),
    '+': () => zoom(1.2),
    '-': () => zoom(1 / 1.2),
    Home: reset,
  }
  const act = keys[event.key]
  if (!act) return
  event.preventDefault()
  act()
  draw()
})

/** Names of the coloured field's values with their counts; a click hides or shows one. */
function fillLegend() {
  const field = fields[state.field]
  legend.replaceChildren()
  if (!field) return
  field.values.forEach((value, code) => {
    const count = field.codes.reduce((sum, own) => sum + (own === code ? 1 : 0), 0)
    if (count === 0) return
    const button = document.createElement('button')
    button.type = 'button'
    button.setAttribute('aria-pressed', String(!state.hidden.has(code)))
    const dot = document.createElement('i')
    dot.style.background = `var(--category-${code % 10})`
    const number = document.createElement('span')
    number.textContent = count.toLocaleString('en')
    button.append(dot, value, number)
    button.addEventListener('click', () => {
      if (!state.hidden.delete(code)) state.hidden.add(code)
      button.setAttribute('aria-pressed', String(!state.hidden.has(code)))
      tell()
    })
    legend.append(button)
  })
}

function tell() {
  let shown = 0
  for (let i = 0; i < cloud.count; i++) if (isShown(i)) shown++
  counts.textContent = `${shown.toLocaleString('en')} / ${cloud.count.toLocaleString('en')} points`
  recolour?.()
  show(-1)
  draw()
}

const choice = /** @type {HTMLSelectElement} */ (element('colour'))
fields.forEach(({ name }, k) => choice.append(new Option(name, String(k))))
choice.disabled = fields.length < 2
choice.addEventListener('change', () => {
  state.field = Number(choice.value)
  state.hidden.clear()
  fillLegend()
  tell()
})

if (cloud.facets) {
  const { sign } = cloud.facets
  const slider = /** @type {HTMLInputElement} */ (element('threshold'))
  const say = () => {
    const kept = above().toLocaleString('en')
    element('threshold-text').textContent = `${sign} above ${state.threshold.toFixed(2)}: ${kept} facets`
  }
  slider.addEventListener('input', () => {
    state.threshold = Number(slider.value)
    say()
    draw()
  })
  element('singular').addEventListener('change', draw)
  say()
} else element('facets').hidden = true

new ResizeObserver(draw).observe(canvas)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  recolour?.()
  draw()
})
fillLegend()
tell()
