import { describe, expect, it } from 'vitest'
import { modesCsv } from './modes-file'

describe('the table as a file', () => {
  it('has a line a mode, with names quoted and nothing for a ratio that is none', () => {
    const share = { count: 3, of: 12, share: 0.25, low: 0.1, high: 0.5 }
    const row = { mode: 0, real: share, generated: share, recognised: null, typical: null }
    const lines = modesCsv([
      { ...row, name: 'Bag, "small" 1', ratio: 1, standing: 'covered' },
      { ...row, name: 'Hat', ratio: null, standing: 'absent' },
    ]).split('\n')
    expect(lines[1]).toBe('"Bag, ""small"" 1",covered,3,12,3,12,0.25,0.1,0.5,1')
    expect(lines[2]).toBe('"Hat",absent,3,12,3,12,0.25,0.1,0.5,')
  })
})
