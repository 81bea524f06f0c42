import ValidatorCompiler from '@fastify/ajv-compiler'

/**
 * What compiles the schemas of routes: Fastify's own way, but one for the whole process and not one per app. A schema is compiled
 * once, and every further app (tests build hundreds) finds it there.
 */
export const buildValidator: ReturnType<typeof ValidatorCompiler> = ValidatorCompiler()
