import { describeKills } from '../../e2e/kills/describe-kills'
import { kinds } from '../../e2e/kills/kills'

describeKills(
  Array.from({ length: 30 }, (_, n) => kinds[n % kinds.length] ?? kinds[0]),
  20_260_101,
)
