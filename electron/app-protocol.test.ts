import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { locate, resolveInside, serve } from './app-protocol'

const policy = "default-src 'none'"
let outside = ''
let root = ''

beforeAll(async () => {
  outside = await mkdtemp(path.join(tmpdir(), 'brenier-app-'))
  root = path.join(outside, 'renderer')
  await mkdir(path.join(root, 'assets'), { recursive: true })
  await mkdir(path.join(outside, 'renderer-other'))
  await writeFile(path.join(outside, 'secret.js'), 'secret')
  await writeFile(path.join(outside, 'renderer-other', 'secret.js'), 'secret')
  await writeFile(path.join(root, 'index.html'), '<!doctype html>')
  await writeFile(path.join(root, 'assets', 'index.js'), 'export {}')
  await writeFile(path.join(root, 'assets', 'Größe 1.svg'), '<svg/>')
  await writeFile(path.join(root, 'assets', 'index.js.map'), '{}')
  await writeFile(path.join(root, '.hidden.js'), '')
  await symlink(path.join(outside, 'secret.js'), path.join(root, 'link.js'))
  await symlink(path.join(outside, 'renderer-other'), path.join(root, 'linked'))
  await symlink(path.join(root, 'assets', 'index.js'), path.join(root, 'inner.js'))
})
afterAll(() => rm(outside, { recursive: true, force: true }))

const get = (address: string, init?: RequestInit) => serve(root, new Request(address, init), policy)

describe('app:// addresses inside the bundle', () => {
  it.each([
    ['app://brenier/', 'index.html'],
    ['app://brenier/index.html?x=1#top', 'index.html'],
    ['app://brenier/assets/index.js', 'assets/index.js'],
    ['app://brenier/assets/../index.html', 'index.html'],
    ['app://brenier/assets/Gr%C3%B6%C3%9Fe%201.svg', 'assets/Größe 1.svg'],
    ['app://brenier/inner.js', 'assets/index.js'],
  ])('%s is %s', async (address, file) => {
    expect(await resolveInside(root, address)).toBe(path.join(root, file))
  })

  it('come with their type, the policy and no guessing of types', async () => {
    const response = await get('app://brenier/assets/index.js')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toBe(policy)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.text()).toBe('export {}')
  })

  it('answer HEAD without a body', async () => {
    const response = await get('app://brenier/', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })
})

describe('app:// addresses that lead elsewhere are refused', () => {
  it.each([
    ['another host', 'app://other/index.html', 403],
    ['another scheme', 'file:///etc/passwd', 403],
    ['no URL at all', 'index.html', 400],
    ['encoded dots, which the URL parser takes as dots', 'app://brenier/%2e%2e/secret.js', 404],
    ['mixed dots', 'app://brenier/.%2E/secret.js', 404],
    ['an encoded dot in a name', 'app://brenier/index%2ehtml', 403],
    ['an encoded slash', 'app://brenier/..%2fsecret.js', 403],
    ['an encoded backslash', 'app://brenier/..%5csecret.js', 403],
    ['double encoding', 'app://brenier/%252e%252e/secret.js', 403],
    ['NUL', 'app://brenier/index.html%00.js', 403],
    ['a broken escape', 'app://brenier/%E0%A4', 400],
    ['a drive letter', 'app://brenier/C:/secret.js', 403],
    ['a hidden file', 'app://brenier/.hidden.js', 403],
    ['a link to a file outside', 'app://brenier/link.js', 403],
    ['a linked folder outside', 'app://brenier/linked/secret.js', 403],
    ['a missing file', 'app://brenier/missing.js', 404],
    ['a folder', 'app://brenier/assets', 404],
  ])('%s', async (_what, address, status) => {
    const found = await resolveInside(root, address)
    expect(found).toMatchObject({ status })
  })

  it('and plain parent names cannot climb: the URL parser ends at the root', () => {
    expect(locate(root, 'app://brenier/../../secret.js')).toBe(path.join(root, 'secret.js'))
  })

  it('and a refusal carries the policy too, and nothing of the file', async () => {
    const response = await get('app://brenier/link.js')
    expect(response.status).toBe(403)
    expect(response.headers.get('content-security-policy')).toBe(policy)
    expect(await response.text()).not.toContain('secret')
  })

  it('as are other methods than reading, and files of unknown kinds', async () => {
    expect((await get('app://brenier/', { method: 'POST', body: 'x' })).status).toBe(405)
    expect((await get('app://brenier/assets/index.js.map')).status).toBe(403)
  })
})
