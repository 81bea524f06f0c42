/** As much of the load generator as the bench uses; it comes without types of its own. */
declare module 'autocannon' {
  export interface Options {
    url: string; connections: number; duration: number
    requests: { setupRequest: (blank: object) => object }[]
  }
  export interface Result { requests: { average: number; total: number }; latency: { p50: number; p97_5: number; p99: number }; '4xx': number; '5xx': number; errors: number }
  export default function autocannon(options: Options): Promise<Result>
}
