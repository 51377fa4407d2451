import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { engineEnvironment } from './engine-environment'
import { findPlaces } from './places'

const app = path.resolve('/opt/brenier')
const surroundings = {
  mainFolder: path.join(app, 'out/main'),
  appFolder: app,
  electronResources: path.resolve('/opt/electron/resources'),
  environment: { ELECTRON_RENDERER_URL: 'http://localhost:5173/', BRENIER_ENGINE_ENTRY: '/tmp/stub.mjs' },
}

describe('a start from source', () => {
  it('heeds the development server and a stand-in engine', () => {
    const places = findPlaces({ ...surroundings, packaged: false })
    expect(places.development).toBe('http://localhost:5173')
    expect(places.engineEntry).toBe(path.resolve('/tmp/stub.mjs'))
    expect(places.resources).toBe(path.join(app, 'resources'))
  })
  it('runs the build where neither is named', () => {
    const places = findPlaces({ ...surroundings, environment: {}, packaged: false })
    expect(places).toMatchObject({
      development: null,
      engineEntry: path.join(app, 'out/main/engine.js'),
      preload: path.join(app, 'out/preload/preload.cjs'),
      rendererRoot: path.join(app, 'out/renderer'),
    })
  })
})

it('a packaged app runs what was packaged, whatever the environment says', () => {
  const places = findPlaces({ ...surroundings, packaged: true })
  expect(places.development).toBeNull()
  expect(places.engineEntry).toBe(path.join(app, 'out/main/engine.js'))
  expect(places.resources).toBe(path.resolve('/opt/electron/resources/resources'))
})

describe('the engine’s environment', () => {
  const places = { resources: '/r', home: '/h', backendFile: '/b.json' }
  it('holds the product’s places and what TensorFlow needs', () => {
    expect(
      engineEnvironment({ PATH: '/bin', LC_ALL: 'C', CUDA_VISIBLE_DEVICES: '0', HOME: '/home/ada' }, places),
    ).toMatchObject({
      PATH: '/bin',
      LC_ALL: 'C',
      CUDA_VISIBLE_DEVICES: '0',
      HOME: '/home/ada',
      BRENIER_RESOURCES: '/r',
      BRENIER_HOME: '/h',
      BRENIER_BACKEND_FILE: '/b.json',
    })
  })
  it('leaves out whatever else the surroundings hold, secrets among it', () => {
    const names = Object.keys(
      engineEnvironment(
        { AWS_SECRET_ACCESS_KEY: 'x', GITHUB_TOKEN: 'x', NODE_OPTIONS: '--require x', MY_PATH: 'x', TF: 'x' },
        places,
      ),
    )
    expect(names.sort()).toEqual([
      'BRENIER_BACKEND_FILE',
      'BRENIER_HOME',
      'BRENIER_RESOURCES',
      'TF_CPP_MIN_LOG_LEVEL',
    ])
  })
})
