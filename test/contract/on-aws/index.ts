import type { Leniency } from '../source-store'
import type { OpenCloud } from './cloud'
import { mediaContracts } from './media'
import { messageContracts } from './messages'
import { tableContracts } from './tables'

/** Every contract, on the adapters for AWS. */
export function awsContracts(cloud: OpenCloud, leniency: Leniency): void {
  tableContracts(cloud)
  mediaContracts(cloud, leniency)
  messageContracts(cloud)
}
