import type { DrawnKey, ModelKey } from './model-measures'
import type { PictureSetName } from './picture-data'

/** What papers print of pictures drawn. */
export interface PublishedDraws {
  /** SWAE, Table 2, codes of 8. */
  readonly fidSwae?: string
  /** Brenier AE-OT, Table 4. */
  readonly fidBrenier?: string
  /** Optimal Transport Based Generative Autoencoders, section 5.1, codes of 8. */
  readonly score?: string
  /** AE-OT by Kantorovich's potential, Table 1, by Inception, codes of 10. */
  readonly potential?: string
}

/** What papers print of codes and reconstructions. */
export interface PublishedModel {
  /** SWAE, Table 1, codes of 8. */
  readonly neighbours?: string
  /** Brenier AE-OT, Table 1: in training. */
  readonly perValue?: string
  /** SWAE, Table 3, codes of 8, of pictures binarised at random. */
  readonly perPicture?: string
}

export const publishedDraws: Readonly<
  Record<PictureSetName, Readonly<Partial<Record<DrawnKey, PublishedDraws>>>>
> = {
  mnist: {
    real: { score: '9.86' },
    reconstructed: { fidBrenier: '5.5' },
    refined: { fidBrenier: '6.4' },
    otgen: { score: '9.52' },
    ottrans: { score: '9.19' },
    kantorovich: { score: '6.89', potential: '1.78 ± .13' },
    vae: { fidSwae: '24', fidBrenier: '23.8', score: '6.03', potential: '1.76 ± .11' },
    'wae-mmd': { fidSwae: '34', score: '7.46', potential: '1.64 ± .09' },
    'wae-gan': { fidSwae: '17' },
    'swae 1': { fidSwae: '50' },
    'swae 0.5': { fidSwae: '40' },
    'swae 0': { fidSwae: '24' },
    glo: { fidBrenier: '49.6' },
    glann: { fidBrenier: '8.6' },
    gan: { fidBrenier: '6.8', score: '6.43' },
    wgan: { fidBrenier: '6.7', score: '6.90' },
  },
  fashion: {
    real: { score: '9.07' },
    reconstructed: { fidBrenier: '4.7' },
    refined: { fidBrenier: '10.2' },
    otgen: { score: '7.90' },
    ottrans: { score: '7.45' },
    kantorovich: { score: '5.81' },
    vae: { fidSwae: '60', fidBrenier: '58.7', score: '5.39' },
    'wae-mmd': { fidSwae: '100', score: '5.97' },
    'wae-gan': { fidSwae: '41' },
    'swae 1': { fidSwae: '65' },
    'swae 0.5': { fidSwae: '57' },
    'swae 0': { fidSwae: '48' },
    glo: { fidBrenier: '57.7' },
    glann: { fidBrenier: '13.0' },
    gan: { fidBrenier: '26.5', score: '6.65' },
    wgan: { fidBrenier: '21.5', score: '5.96' },
  },
}

export const publishedModels: Readonly<
  Record<PictureSetName, Readonly<Partial<Record<ModelKey, PublishedModel>>>>
> = {
  mnist: {
    ae: { perValue: '.0013' },
    refined: { perValue: '.0005' },
    vae: { neighbours: '.96', perPicture: '24.34' },
    'wae-mmd': { neighbours: '.97', perPicture: '24.76' },
    'wae-gan': { neighbours: '.87', perPicture: '26.86' },
    'swae 1': { neighbours: '.96', perPicture: '30.11' },
    'swae 0.5': { neighbours: '.97', perPicture: '23.20' },
    'swae 0': { neighbours: '.97' },
  },
  fashion: {
    ae: { perValue: '.0026' },
    refined: { perValue: '.0011' },
    vae: { neighbours: '.80', perPicture: '72.56' },
    'wae-mmd': { neighbours: '.80', perPicture: '74.50' },
    'wae-gan': { neighbours: '.71', perPicture: '78.17' },
    'swae 1': { neighbours: '.82', perPicture: '74.74' },
    'swae 0.5': { neighbours: '.81', perPicture: '71.03' },
    'swae 0': { neighbours: '.83' },
  },
}
