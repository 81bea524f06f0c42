import type { Category } from '../../../entry/nominations/rules.ts'

/** What is known of somebody who is put into a group. `office` is '' where nobody knows where they work. */
export interface Member {
  id: number
  category: Category
  profession: string | null
  municipality: number | null
  office: string
  /** Has led or taken part in a care conference before, as the nomination says. */
  experienced: boolean
}

/** Everything that is held against a group. */
export const faults = ['apart', 'sameOffice', 'noChair', 'sameMunicipality', 'category', 'experience', 'profession'] as const
export type Fault = typeof faults[number]

/** How many points one case of a fault is worth; 0 leaves it out of account. Staff may change them. */
export type Weights = Record<Fault, number>

export const startingWeights: Weights = {
  apart: 1000, sameOffice: 100, noChair: 60, sameMunicipality: 12, category: 8, experience: 6, profession: 4,
}

/** Two people who shall not sit together. */
export type Pair = readonly [one: number, other: number]

export interface Wish {
  /** How many people a group shall have; sizes differ by one at most, unless locked seats ask for more. */
  size: number
  seed: number
  weights: Weights
  apart: readonly Pair[]
  /** People who stay in the group they are in, by its place from 0. */
  locked: ReadonlyMap<number, number>
}

/** Whoever may lead a group: named as a chair, or experienced. */
export const canChair = ({ category, experienced }: Member): boolean => category === 'chair' || experienced
