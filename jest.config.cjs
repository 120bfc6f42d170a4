/** Unit and infrastructure tests: no network, no clock, no order. The end-to-end project runs on the local cloud. */
const transform = { '^.+\\.[mc]?[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }] }
const project = (name) => ({ displayName: name, testMatch: [`<rootDir>/test/${name}/**/*.test.ts`], transform, transformIgnorePatterns: ['/node_modules/(?!(uuid|@hono)/)'], testEnvironment: 'node' })
module.exports = { projects: ['unit', 'infra', 'e2e'].map(project) }
