/** Where set-up keeps what it fetches and builds. Everything below `.runtime` can be deleted and comes back. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

export const runtime = path.join(root, '.runtime')

/** Large downloads and what is unpacked from them; one folder can serve several checkouts. */
export const cache = process.env.BRENIER_CACHE ? path.resolve(process.env.BRENIER_CACHE) : runtime

export const tfjsPackage = path.join(root, 'node_modules/@tensorflow/tfjs-node-gpu')

/** @param {string} file an absolute path */
export const fromRoot = (file) => path.relative(root, file) || '.'
