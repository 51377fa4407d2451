import { describe, expect, it } from 'vitest'
import { mapperSettings } from '../../../shared/mapper-settings'
import { mapperName, settingsText } from './mapper-text'

describe('settings of a learned map in words', () => {
  it('tell the paper’s from the code’s', () => {
    expect(settingsText(mapperSettings('ottrans', 2, 'paper'))).toBe(
      'squared distance, 4,096 noise points kept, batches of 128, Adam 3 · 10⁻⁴',
    )
    expect(settingsText(mapperSettings('ottrans', 16, 'code'))).toBe(
      'mean absolute difference, noise drawn anew in each step, batches of 128, Adam 0.001',
    )
    expect(settingsText(mapperSettings('kantorovich', 16, 'paper'))).toContain('penalty on norms')
    expect(settingsText(mapperSettings('wgan-gp', 2, 'paper'))).toContain('penalty 0.1,')
  })
})

describe('the name of a learned map', () => {
  it('is GLANN where it was learned by IMLE on the codes of GLO', () => {
    expect(mapperName('imle', 'ae')).toBe('IMLE')
    expect(mapperName('imle', 'glo')).toBe('GLANN, by IMLE')
    expect(mapperName('otgen', 'glo')).toBe('OTgen')
  })
})
