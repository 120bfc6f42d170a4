import { Duration, Validations } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CorsRule,
  type HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { RoomStack } from '../room-stack'

export interface MediaBucketProps {
  /** What pages of any origin may do with a presigned URL. */
  readonly allow: readonly HttpMethods[]
}

/** A private bucket for media that are kept for days. The sweeper removes them; the lifecycle removes what it missed. */
export class MediaBucket extends Bucket {
  constructor(stack: RoomStack, id: string, { allow }: MediaBucketProps) {
    const { config } = stack
    const longest = Duration.millis(config.terms.longestRetention)
    const cors: CorsRule = {
      allowedMethods: [...allow],
      allowedOrigins: ['*'],
      allowedHeaders: ['*'],
      exposedHeaders: ['ETag'],
      maxAge: 3600,
    }
    super(stack, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      cors: [cors],
      lifecycleRules: [
        { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(2) },
        // A source may have waited for its conversion before its retention began.
        { id: 'left-behind', expiration: longest.plus(Duration.days(3)) },
      ],
      removalPolicy: config.removal,
      autoDeleteObjects: config.emptyBuckets,
    })
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Objects are reached by presigned URLs only, which our API hands out and logs; access logs would outlive the media they tell of.',
    })
  }
}
