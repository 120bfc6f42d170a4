/** Who may import whom. The rooms are in the order in which they may depend on one another, as in lib/registry.ts. */
const rooms = ['gateway', 'auth', 'jobs', 'uploads', 'conversion', 'sharing', 'web', 'notifications']

/** The wings of the engine, each before those that may build on it. */
const wings = ['model', 'formats', 'mp3', 'ffmpeg', 'source', 'sound', 'parallel', 'make', 'chapters']

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** Our own folders; whatever else is imported is a package or built into Node. */
const ours = '^(bin|lib|lambdas|local|client|cli|web|media|protocol|test|docs)/'

/** Where a room meets AWS: adapters, and the composition roots that choose them. */
const adapters = '(/aws\\.ts|/aws/|/verifier\\.ts|[/-]root\\.ts|\\.lambda\\.ts)'

/** The kernel's own decisions. */
const decisions =
  '(cost|domain|importing|keyed-request|life|metering|transition|retention|rights|telling|decide|quotas|frees-at|counters|view|terms)\\.ts'

module.exports = {
  forbidden: [
    rule('no-cycles', 'A module is understood before those that build on it.', {}, { circular: true }),
    rule(
      'no-unresolved',
      'Every import leads somewhere, but to the optional ffmpeg.',
      {},
      { couldNotResolve: true, pathNot: '^ffmpeg-static$' },
    ),

    rule(
      'room-imports-room',
      'A room’s code imports its own room, shared/, and jobs/, the one shared kernel.',
      { path: '^lambdas/([^/]+)/', pathNot: '^lambdas/(shared|jobs)/' },
      { path: '^lambdas/', pathNot: '^lambdas/($1|shared|jobs)/' },
    ),
    rule(
      'kernel-imports-room',
      'jobs/ is the kernel: it knows no other room.',
      { path: '^lambdas/jobs/' },
      { path: '^lambdas/', pathNot: '^lambdas/(jobs|shared)/' },
    ),
    rule(
      'shared-imports-room',
      'shared/ knows no room.',
      { path: '^lambdas/shared/' },
      { path: '^lambdas/', pathNot: '^lambdas/shared/' },
    ),
    rule(
      'lambda-looks-outside',
      'What runs in Lambda imports nothing of infrastructure, local cloud, page or tests; the gateway serves the API’s description.',
      { path: '^lambdas/' },
      { path: ours, pathNot: '^(lambdas|media|protocol)/|^docs/openapi\\.json$' },
    ),
    rule(
      'description-outside-gateway',
      'Only the gateway serves the API’s description.',
      { path: '^lambdas/', pathNot: '^lambdas/gateway/api\\.lambda\\.ts$' },
      { path: '^docs/' },
    ),
    rule(
      'domain-is-not-pure',
      'What decides imports the schema library, the errors, what both ends of the API agree on, what may be asked of audio, and the kernel’s own decisions.',
      { path: `^lambdas/[^/]+/${decisions}$` },
      {
        pathNot: [
          'node_modules/zod/',
          '^lambdas/shared/((errors|mail|multipart|scopes)\\.ts$|audio/)',
          '^protocol/',
          `^lambdas/jobs/${decisions}$`,
        ],
      },
    ),
    rule(
      'aws-outside-adapters',
      'Apps and verbs are given what they need: only adapters and composition roots know the SDK.',
      { path: '^lambdas/', pathNot: adapters },
      { path: ['node_modules/@aws-sdk/', '^lambdas/[^/]+/aws(\\.ts|/)'] },
    ),
    rule(
      'engine-knows-a-room',
      'The engine knows files and streams, and what may be asked of audio; neither AWS nor the rooms.',
      { path: '^lambdas/conversion/engine/' },
      { path: '^lambdas/', pathNot: '^lambdas/(conversion/engine|shared/audio)/' },
    ),
    ...wings.map((wing, index) =>
      rule(
        `engine-${wing}-looks-ahead`,
        `Of the engine, ${wing}/ builds on ${wings.slice(0, index).join(', ') || 'nothing'}.`,
        { path: `^lambdas/conversion/engine/${wing}/` },
        {
          path: '^lambdas/conversion/engine/',
          pathNot: `^lambdas/conversion/engine/(${wings.slice(0, index + 1).join('|')})/`,
        },
      ),
    ),
    rule('entry-is-imported', 'An entry point is where imports begin.', {}, { path: '\\.lambda\\.ts$' }),
    rule(
      'description-in-a-bundle',
      'The API’s description is made while developing; no function carries it.',
      { path: '\\.lambda\\.ts$' },
      { path: ['/openapi\\.ts$', 'node_modules/zod-openapi/'], reachable: true },
    ),

    rule(
      'stack-imports-code',
      'Of a room’s code its infrastructure imports env.ts only; the stages also set the jobs’ terms and quotas, and what may be imported.',
      { path: '^lib/' },
      { path: '^lambdas/', pathNot: '^lambdas/([^/]+/env|jobs/(terms|quotas)|uploads/remote/policy)\\.ts$' },
    ),
    rule(
      'stack-imports-other-env',
      'A stack imports its own room’s env.ts.',
      { path: '^lib/([^/]+)/' },
      { path: '^lambdas/[^/]+/env\\.ts$', pathNot: '^lambdas/($1|shared)/env\\.ts$' },
    ),
    rule(
      'infrastructure-looks-outside',
      'Infrastructure imports nothing of local cloud, client, page or tests.',
      { path: '^lib/' },
      { path: ours, pathNot: '^(lib|lambdas)/' },
    ),
    ...rooms.map((room, index) =>
      rule(
        `${room}-looks-ahead`,
        `What ${room} builds on comes before it: ${rooms.slice(0, index).join(', ') || 'nothing'}.`,
        { path: `^lib/${room}/` },
        { path: `^lib/(${rooms.slice(index + 1).join('|') || '$^'})/` },
      ),
    ),

    rule(
      'page-looks-outside',
      'The page knows the HTTP contract only, through client/.',
      { path: '^web/' },
      { path: ours, pathNot: '^(web|client)/' },
    ),
    rule(
      'command-line-looks-outside',
      'The command line knows the HTTP contract only, through client/.',
      { path: '^cli/' },
      { path: ours, pathNot: '^(cli|client)/' },
    ),
    rule(
      'client-looks-outside',
      'The client is on its own, but for the file formats and what both ends of the API agree on.',
      { path: '^client/' },
      { path: ours, pathNot: '^(client|media|protocol)/' },
    ),
    rule(
      'media-is-not-pure',
      'What is known of file formats runs in browsers, Lambdas and Node alike: it imports nothing else, not even what is built in.',
      { path: '^media/' },
      { pathNot: '^media/' },
    ),
    rule(
      'media-in-a-room',
      'Of the API’s rooms only the engine looks into media files.',
      { path: '^lambdas/', pathNot: '^lambdas/conversion/engine/' },
      { path: '^media/' },
    ),
    rule(
      'protocol-is-not-pure',
      'What both ends of the API agree on runs in browsers, Lambdas and Node alike: it imports nothing else, not even what is built in.',
      { path: '^protocol/' },
      { pathNot: '^protocol/' },
    ),
    rule(
      'client-api-looks-ahead',
      'Of the client’s rooms, api/ is the first: calls and types.',
      { path: '^client/api/' },
      { path: '^client/', pathNot: '^client/api/' },
    ),
    rule(
      'client-upload-looks-ahead',
      'upload/ sends any source, whoever made it.',
      { path: '^client/upload/' },
      { path: '^client/', pathNot: '^client/(api|upload)/' },
    ),
    rule(
      'client-smart-looks-ahead',
      'smart/ makes a source for upload/, whatever the face.',
      { path: '^client/smart/' },
      { path: '^client/', pathNot: '^client/(api|upload|smart)/' },
    ),
    rule(
      'client-uppy-looks-aside',
      'uppy/ is upload/ as a plugin; nothing else of the client knows Uppy.',
      { path: '^client/', pathNot: '^client/uppy/' },
      { path: ['^client/uppy/', 'node_modules/@uppy/'] },
    ),
    rule(
      'smart-is-not-lazy',
      'What takes videos apart is large: only smart/ knows mediabunny, and faces load it when it is needed.',
      { path: '^(client|cli|web)/', pathNot: '^client/smart/' },
      { path: ['node_modules/mediabunny/', '^client/smart/(in-browser|prepare|lift|containers)\\.ts$'] },
    ),
    rule('tests-are-imported', 'Nothing builds on the tests.', { pathNot: '^test/' }, { path: '^test/' }),
  ],
  options: {
    // TypeScript 7 has no JavaScript API, so SWC reads the sources; type-only imports count.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|\\.build|cdk\\.out)/.*/test/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json', '.css', '.svg', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}
