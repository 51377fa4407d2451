import { describe, expect, it } from 'vitest'
import { lookOf, plainColour } from './figure-style'

/** A computed style: what is not named is as SVG has it at first. */
const style =
  (named: Readonly<Record<string, string>>) =>
  (property: string): string =>
    named[property] ??
    {
      fill: 'rgb(0, 0, 0)',
      stroke: 'none',
      'fill-opacity': '1',
      'stroke-opacity': '1',
      'stroke-width': '1px',
      'stroke-dasharray': 'none',
      'stroke-linecap': 'butt',
      'stroke-linejoin': 'miter',
      'fill-rule': 'nonzero',
      opacity: '1',
      'vector-effect': 'none',
      'font-size': '11px',
      'font-weight': '400',
      'text-anchor': 'start',
    }[property] ??
    ''

describe('the look of a chart that is written to a file', () => {
  it('holds colours as numbers, without units, and nothing that goes without saying', () => {
    const look = lookOf(
      'path',
      style({
        fill: 'none',
        stroke: 'rgb(138, 164, 255)',
        'stroke-width': '1.5px',
        'stroke-dasharray': '3px, 3px',
      }),
    )
    expect(Object.fromEntries(look)).toEqual({
      fill: 'none',
      stroke: '#8aa4ff',
      'stroke-width': '1.5',
      'stroke-dasharray': '3 3',
    })
    expect(lookOf('rect', style({})).size).toBe(0)
  })

  it('keeps a translucent colour as a colour and an opacity, times the opacity it had', () => {
    const look = lookOf('rect', style({ fill: 'rgba(255, 0, 0, 0.5)', 'fill-opacity': '0.5' }))
    expect(Object.fromEntries(look)).toEqual({ fill: '#ff0000', 'fill-opacity': '0.25' })
    expect(lookOf('rect', style({ fill: 'rgba(0, 0, 0, 0)' })).get('fill')).toBe('none')
  })

  it('leaves out the halo of a text, and says nothing of lines that are not drawn', () => {
    const text = lookOf(
      'text',
      style({ fill: 'rgb(1, 2, 3)', stroke: 'rgb(9, 9, 9)', 'stroke-width': '3px' }),
    )
    expect(Object.fromEntries(text)).toEqual({ fill: '#010203', 'font-size': '11' })
    expect(lookOf('circle', style({ 'stroke-width': '4px' })).size).toBe(0)
  })

  it('keeps of a group its opacity alone', () => {
    expect(Object.fromEntries(lookOf('g', style({ opacity: '0.7', stroke: 'rgb(1, 1, 1)' })))).toEqual({
      opacity: '0.7',
    })
  })

  it.each([
    ['rgb(255, 79, 94)', '#ff4f5e', 1],
    ['rgba(0, 16, 255, 0.25)', '#0010ff', 0.25],
    ['rgb(0 16 255 / 0.25)', '#0010ff', 0.25],
    ['none', 'none', 1],
    ['color(srgb 0.1 0.2 0.3)', 'color(srgb 0.1 0.2 0.3)', 1],
  ])('reads %s', (written, colour, opacity) => {
    expect(plainColour(written)).toEqual({ colour, opacity })
  })
})
