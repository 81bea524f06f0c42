/** The invented people one can walk in as, where there is nothing real to see. Each has the address `<name>@demo.example`. */
export const personas = ['prefecture', 'approver', 'city', 'other-city', 'trainee', 'instructor', 'expert', 'administrator'] as const
export type Persona = (typeof personas)[number]
