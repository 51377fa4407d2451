import type {
  ExperimentChoice,
  ExperimentSummary,
  ReproductionReport,
} from '../../../shared/contracts/reproduction'

const experiments: readonly Pick<ExperimentSummary, 'name' | 'description' | 'paper' | 'needsData'>[] = [
  {
    name: 'moons-circles',
    description: 'OTtrans and OTgen on moons and circles by the settings of the paper',
    paper: 'OT Based Generative Autoencoders',
    needsData: false,
  },
  {
    name: 'gaussians-25',
    description: '25 Gaussians by GAN, PacGAN and the exact map: modes, high quality, reverse KL',
    paper: 'Brenier AE-OT, PacGAN',
    needsData: false,
  },
]

const figure = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><circle cx="60" cy="60" r="40" fill="#0f98f1"/></svg>`

/** Made-up results of the papers' experiments. */
export class FakeReproductions {
  readonly #reports = new Map<string, ReproductionReport>()

  list(): ExperimentSummary[] {
    const kept = (name: string, quick: boolean) => {
      const report = this.report({ name, quick })
      return report && { finished: report.finished, seconds: report.seconds, made: report.made }
    }
    return experiments.map((one) => ({
      ...one,
      quick: { minutes: 1, kept: kept(one.name, true) },
      whole: { minutes: 20, kept: kept(one.name, false) },
    }))
  }

  report({ name, quick }: ExperimentChoice): ReproductionReport | null {
    return this.#reports.get(`${name} ${quick}`) ?? null
  }

  end({ name, quick }: ExperimentChoice, finished: boolean): void {
    this.#reports.set(`${name} ${quick}`, {
      name,
      quick,
      finished,
      seconds: 62,
      made: Date.now(),
      seeds: [1],
      tables: [
        {
          title: '25 Gaussians, 2500 draws',
          source: 'Brenier AE-OT, Table 2',
          columns: ['modes', 'high quality %', 'reverse KL'],
          rows: [
            {
              name: 'GAN',
              cells: [
                { ours: '18.0', published: '17.3' },
                { ours: '63.8', published: '94.8' },
                { ours: '0.541', published: '.70' },
              ],
            },
          ],
        },
      ],
      figures: [{ caption: 'A made-up figure', url: `data:image/svg+xml,${encodeURIComponent(figure)}` }],
      notes: ['Made up: nothing was run.'],
    })
  }
}
