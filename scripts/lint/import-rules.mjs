/**
 * Who may import whom: the two tables of docs/architecture.md as one ESLint rule.
 * A folder's permissions are read from its path; the first matching row wins.
 */
import path from 'node:path'

/** Inside the repository: [folder, folders it may import]. A folder may always import itself. */
export const layers = [
  ['shared', []],
  ['main/kernels', ['shared']],
  ['main/data', ['shared', 'main/kernels']],
  ['main/nn', ['shared', 'main/data', 'main/kernels']],
  ['main/ot', ['shared', 'main/data', 'main/kernels']],
  ['main/embedding', ['shared', 'main/data', 'main/kernels']],
  ['main/metrics', ['shared', 'main/data', 'main/kernels']],
  ['main/project', ['shared', 'main/data', 'main/kernels']],
  [
    'main/jobs',
    [
      'shared',
      'main/data',
      'main/nn',
      'main/ot',
      'main/embedding',
      'main/metrics',
      'main/project',
      'main/kernels',
    ],
  ],
  ['main', ['shared', 'main']],
  ['electron', ['shared']],
  ['renderer/host', ['shared']],
  ['renderer/scene', ['shared', 'renderer/host']],
  ['renderer/ui', ['shared', 'renderer/host']],
  ['renderer/stores', ['shared', 'renderer/host']],
  ['renderer/features', ['shared', 'renderer/host', 'renderer/stores', 'renderer/scene', 'renderer/ui']],
  ['renderer', ['shared', 'renderer']],
]

const NODE = /^node:/
const ELECTRON = /^electron(\/|$)/
const VUE = /^(vue|pinia|@vueuse\/|reka-ui|@lucide\/vue)(\/|$)?/
const THREE = /^(three|camera-controls)(\/|$)/
const TENSORFLOW = /^@tensorflow\//

/** Packages: [folder, patterns it may never import]. All matching rows apply. */
export const bans = [
  ['shared', [NODE, ELECTRON, VUE, THREE, TENSORFLOW]],
  ['main', [ELECTRON, VUE, THREE]],
  ['main/ot', [TENSORFLOW]],
  ['main/embedding', [TENSORFLOW]],
  ['main/metrics', [TENSORFLOW]],
  ['electron', [VUE, THREE, TENSORFLOW]],
  ['renderer', [NODE, ELECTRON, TENSORFLOW]],
  ['renderer/scene', [VUE]],
  ['renderer/stores', [THREE]],
]

const inside = (file, folder) => file === folder || file.startsWith(`${folder}/`)

/**
 * @param {string} importer repository-relative path with forward slashes
 * @param {string} request the import specifier as written
 * @returns {string | null} the sentence to report, or null where the import is allowed
 */
export function verdict(importer, request) {
  const layer = layers.find(([folder]) => inside(importer, folder))
  if (!layer) return null
  if (request.startsWith('.')) {
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(importer), request))
    const targetLayer = layers.find(([folder]) => inside(target, folder))
    if (!targetLayer) return `${layer[0]} may not import ${target}: it lies outside the layered folders.`
    if (targetLayer[0] === layer[0]) return null
    if (layer[1].some((folder) => inside(target, folder))) return null
    return `${layer[0]} may not import ${targetLayer[0]} (allowed: ${layer[1].join(', ') || 'nothing'}).`
  }
  for (const [folder, patterns] of bans) {
    if (!inside(importer, folder)) continue
    if (patterns.some((pattern) => pattern.test(request))) return `${folder} may not import "${request}".`
  }
  return null
}

/** ESLint rule: reports static, dynamic and re-exporting imports that break the tables. */
export const importLayers = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const importer = path.relative(context.cwd, context.filename).split(path.sep).join('/')
    const check = (source) => {
      if (!source || typeof source.value !== 'string') return
      const message = verdict(importer, source.value)
      if (message) context.report({ node: source, message })
    }
    return {
      ImportDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
    }
  },
}
