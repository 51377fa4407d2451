/**
 * Stands in for Electron's default app, which the binary from the package registry comes without:
 * `electron [-r MODULE] FOLDER [arguments]` runs the app in FOLDER. Follows Electron's own default_app/main.ts (MIT).
 */
import { app } from 'electron'
import fs from 'node:fs'
import { Module } from 'node:module'
import path from 'node:path'
import url from 'node:url'

const modules = []
let file = null
const words = process.argv.slice(1)
for (let i = 0; i < words.length && file === null; i++) {
  const word = words[i]
  if (word === '--version' || word === '-v') {
    process.stdout.write(`v${process.versions.electron}\n`)
    process.exit(0)
  } else if (word === '-r' || word === '--require') modules.push(words[++i])
  else if (!word.startsWith('-')) file = word
}

if (file === null) {
  process.stderr.write('Name the folder of the app to run.\n')
  process.exit(2)
}
if (modules.length > 0) Module._preloadModules(modules)

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })

const target = path.resolve(file)
const description = path.join(target, 'package.json')
let folder = null
if (fs.existsSync(description)) {
  const about = JSON.parse(fs.readFileSync(description, 'utf8'))
  if (about.version) app.setVersion(about.version)
  app.name = about.productName ?? about.name ?? app.name
  app.setDesktopName(about.desktopName ?? `${app.name}.desktop`)
  folder = target
}

try {
  const main = Module._resolveFilename(target, null, true)
  app.setAppPath(folder ?? path.dirname(main))
  // Electron waits with `ready` until this module is done, so the app may still register schemes.
  await import(url.pathToFileURL(main).href)
} catch (error) {
  process.stderr.write(`The app could not be loaded from ${target}.\n${error?.stack ?? error}\n`)
  process.exit(1)
}
