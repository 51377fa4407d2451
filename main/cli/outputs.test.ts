import { mkdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../data/temporary-folder.fixture'
import { claimFile, claimFolder, writingError } from './outputs'

const folder = temporaryFolder()

describe('a place for a result', () => {
  it('is made where it is missing', async () => {
    await claimFile(folder.at('a/b/codes.npy'))
    await claimFolder(folder.at('c/d'))
    await claimFile(folder.at('c/d/codes.npy'))
  })

  it('is refused in a sentence where it cannot be had', async () => {
    await mkdir(folder.at('pictures'))
    await folder.write('letter', 'Dear reader')
    await expect(claimFile(folder.at('pictures'))).rejects.toThrow(
      /pictures, but there is a folder of this name/,
    )
    await expect(claimFile(folder.at('letter/codes.npy'))).rejects.toMatchObject({ code: 'disk-full' })
    await expect(claimFolder(folder.at('letter'))).rejects.toThrow(/there is a file of this name already/)
  })
})

describe('a failure of writing', () => {
  it('says what the disk refused and what to do', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
      path: 'codes.npy',
    })
    expect(writingError(full)).toMatchObject({
      code: 'disk-full',
      message: 'Expected to write codes.npy, but the disk is full. Choose another place with --out.',
    })
  })

  it('leaves a defect of the product alone', () => {
    const defect = new TypeError('x is not a function')
    expect(writingError(defect)).toBe(defect)
  })
})
