const transform = {
  '^.+\\.[mc]?[jt]sx?$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' } } }],
}

const project = (displayName, more = {}) => ({
  displayName,
  testEnvironment: 'node',
  testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
  transform,
  // These come as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(uuid|@hono)/)'],
  ...more,
})

/** `unit` and `infra` need nothing but the tools; `e2e` starts a local cloud of its own. */
module.exports = {
  projects: [
    project('unit'),
    project('infra', { globalSetup: '<rootDir>/test/infra/support/synthesize.ts' }),
    project('e2e', {
      globalSetup: '<rootDir>/test/e2e/support/start.ts',
      globalTeardown: '<rootDir>/test/e2e/support/stop.ts',
      setupFilesAfterEnv: ['<rootDir>/test/e2e/support/patience.ts'],
    }),
  ],
}
