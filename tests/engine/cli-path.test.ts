/** `brenier path` over the faces that ship: between pictures of the set and files of one's own. */
import { writeFileSync } from 'node:fs'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodePng } from '../../main/data/png'
import { picture, type PictureSet } from '../../main/data/picture-set'
import { openSample } from '../../main/data/samples'
import { brenier, workFolder } from './fixtures/command-line'

const { at } = workFolder()
const project = ['--project', 'resources/studies/faces'] as const
let faces: PictureSet

beforeAll(async () => {
  const sample = await openSample('faces', 'resources')
  if (sample?.kind !== 'pictures') throw new Error('Expected the faces to be pictures.')
  faces = sample
})

describe('brenier path', () => {
  it('goes to a file of one’s own as to its twin of the set', async () => {
    const { height, width, channels } = faces
    writeFileSync(at('mine.png'), await encodePng({ height, width, channels, pixels: picture(faces, 402) }))
    const along = (end: string, out: string) =>
      brenier('path', ...project, '--waypoints', `17,${end}`, '--steps', '9', '--out', at(out))
    const own = along(at('mine.png'), 'own')
    expect(own.status).toBe(0)
    expect(own.result['nearest']).toEqual(along('402', 'twin').result['nearest'])
    const inverted = brenier(
      ...(['path', ...project, '--waypoints', `17,${at('mine.png')}`, '--steps', '9'] as const),
      ...(['--invert', '--out', at('inverted')] as const),
    )
    const { nearest } = inverted.result as unknown as { nearest: number[] }
    expect(nearest.at(-1)).not.toBe(402)
  })

  it('writes the same path by a second rule beside the first', () => {
    const words = ['--waypoints', '17,402', '--steps', '9', '--out', at('two')]
    const { result } = brenier('path', ...project, ...words, '--space', 'noise', '--against', 'straight')
    const { against } = result as unknown as { against: { nearest: number[]; written: string[] } }
    const alone = brenier('path', ...project, ...words.with(-1, at('one')))
    expect(against.nearest).toEqual(alone.result['nearest'])
    expect(against.nearest).not.toEqual(result['nearest'])
    expect(against.written[0]).toBe(at('two/against/strip.png'))
  })

  it('writes its pictures as an animation there and back', async () => {
    brenier('path', ...project, '--waypoints', '17,402', '--steps', '9', '--out', at('moving'))
    const meta = await sharp(at('moving/path.gif'), { animated: true }).metadata()
    expect(meta).toMatchObject({ format: 'gif', pages: 16, width: 256, pageHeight: 256, loop: 0 })
  })

  it('says in one sentence that a file is no picture', () => {
    writeFileSync(at('notes.png'), 'notes')
    const { status, stderr } = brenier(
      'path',
      ...project,
      '--waypoints',
      `17,${at('notes.png')}`,
      '--out',
      at('no'),
    )
    expect(status).toBe(1)
    expect(stderr).toMatch(/Expected a sound PNG, JPEG, .* picture in notes\.png/)
  })
})

describe('brenier direction', () => {
  const along = (...words: string[]) => brenier('direction', ...project, '--from', '17', ...words)

  it('leads through a picture toward one value of an attribute and away from the others', () => {
    const { attributes } = faces
    const { name, values, codes } = attributes.find((one) => one.name === 'Hair')!
    const value = values.findIndex((_, code) => code !== codes[17])
    const group = `${name}=${values[value]!}`
    const { status, result } = along('--toward', group, '--strength', '2', '--out', at('toward'))
    expect(status).toBe(0)
    const { nearest, steps } = result as unknown as { nearest: number[]; steps: number }
    expect(steps).toBe(17)
    expect(nearest[8]).toBe(17)
    expect(codes[nearest.at(-1)!]).toBe(value)
    expect(codes[nearest[0]!]).not.toBe(value)
  })

  it('names what there is where a group is unknown, and takes no other words', () => {
    const unknown = along('--toward', 'Hair=purple', '--out', at('unknown'))
    expect(unknown.status).toBe(1)
    expect(unknown.stderr).toMatch(/Expected a value of Hair \(.+\), got "purple"/)
    expect(along('--toward', 'purple', '--out', at('bad')).status).toBe(2)
  })
})

describe('brenier grid', () => {
  it('writes the pictures between three, and tells where it is torn', async () => {
    const words = ['grid', ...project, '--corners', '17,402,5000', '--size', '3', '--out', at('grid.png')]
    const { status, result } = brenier(...words)
    expect(status).toBe(0)
    const { nearest, rightAngle } = result as unknown as { nearest: number[]; rightAngle: number[] }
    expect([nearest[0], nearest[2], nearest[6]]).toEqual([17, 402, 5000])
    expect(rightAngle).toHaveLength(9)
    expect(await sharp(at('grid.png')).metadata()).toMatchObject({ width: 192, height: 192 })
    expect(brenier(...words.with(4, '17,402')).status).toBe(2)
  })
})
