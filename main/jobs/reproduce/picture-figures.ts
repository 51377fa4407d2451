import { pictureGrid } from '../../data/png'
import type { ReproducedFigure } from './experiment'
import { learnedKeys, shownDraws, type DrawnKey, type ModelMeasures } from './model-measures'
import type { PictureData } from './picture-data'
import { drawnNames } from './picture-tables'
import { precisionRecallPlot, type PlottedModel } from './precision-recall-plot'

/** Draws of each generator, a row each. */
export function drawnFigure({ pictures }: PictureData, { looks }: ModelMeasures): ReproducedFigure {
  const { height, width, channels } = pictures
  const shown = drawnNames.filter(([key]) => looks.has(key) && key !== 'reconstructed')
  const pixels = Uint8Array.from(shown.flatMap(([key]) => [...looks.get(key)!]))
  return {
    name: 'draws',
    caption: `Row by row: ${shown.map(([, name]) => name).join('; ')}`,
    picture: pictureGrid({ height, width, channels: channels === 3 ? 3 : 1, pixels }, shownDraws, { gap: 2 }),
  }
}

/** Straight ways in the noise of learned maps, decoded: "Optimal Transport Based Generative Autoencoders", Figures 6 and 7. */
export function stripFigure({ pictures }: PictureData, { strips }: ModelMeasures): ReproducedFigure {
  const { height, width, channels } = pictures
  const shown = learnedKeys.filter((key) => strips.has(key))
  const names = shown.map((key) => drawnNames.find(([one]) => one === key)![1])
  const pixels = Uint8Array.from(shown.flatMap((key) => [...strips.get(key)!]))
  return {
    name: 'strips',
    caption: `Straight ways between points of noise, three rows each: ${names.join('; ')}`,
    picture: pictureGrid({ height, width, channels: channels === 3 ? 3 : 1, pixels }, shownDraws, { gap: 2 }),
  }
}

/** As the colours of Brenier AE-OT's Figure 14 tell models apart. */
const kinds: Readonly<Record<DrawnKey, PlottedModel['kind']>> = {
  real: 'real',
  reconstructed: 'real',
  map: 'transport',
  refined: 'transport',
  otgen: 'learned map',
  ottrans: 'learned map',
  kantorovich: 'learned map',
  gaussian: 'autoencoder',
  vae: 'autoencoder',
  'wae-mmd': 'autoencoder',
  'wae-gan': 'autoencoder',
  'swae 1': 'autoencoder',
  'swae 0.5': 'autoencoder',
  'swae 0': 'autoencoder',
  glo: 'latent optimisation',
  glann: 'latent optimisation',
  gan: 'GAN',
  wgan: 'GAN',
  'wgan-qc': 'GAN',
}

/** Recall against precision of every generator: Brenier AE-OT, Figure 14. */
export const precisionRecallFigure = ({ drawn }: ModelMeasures): ReproducedFigure => ({
  name: 'precision-recall',
  caption:
    'F₈, which weighs recall, against F⅛, which weighs precision, of each generator’s draws (Brenier AE-OT, Figure 14, which prints dots and no figures); a cross is the deviation over seeds',
  picture: precisionRecallPlot(
    drawnNames.flatMap(([key, name]) => {
      const values = drawn.get(key)
      return values ? [{ name, kind: kinds[key], recall: values.recall, precision: values.precision }] : []
    }),
  ),
})
