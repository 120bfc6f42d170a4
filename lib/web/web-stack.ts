import { type App, CfnOutput, Duration } from 'aws-cdk-lib'
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { edgeHeader } from '../../lambdas/shared/env'
import { RoomStack } from '../room-stack'
import type { Stage } from '../stages'
import { acknowledgeDeployment, acknowledgePage } from './findings'
import { contentSecurityPolicy, keptForEver, strictTransportSeconds } from './page-headers'

/** Where `web/build.ts` puts the page. */
export const pageFolder = '.build/web'

/** The page and, under the same origin, the API: no CORS, and one address for people. */
export class WebStack extends RoomStack {
  constructor(app: App, config: Stage) {
    super(app, config, 'web', 'the page, and CloudFront in front of page and API')

    const bucket = this.pageBucket()
    const distribution = this.distribution(bucket)
    acknowledgePage(bucket, distribution)
    if (config.publishPage) {
      this.publishFiles(bucket, distribution)
      acknowledgeDeployment(this, bucket)
    }
    const url = `https://${distribution.distributionDomainName}`
    this.publish({ url })
    new CfnOutput(this, 'Page', { value: url, description: 'Where people go' })
  }

  private publishFiles(destinationBucket: Bucket, distribution: Distribution): void {
    const sources = [Source.asset(pageFolder)]
    const assets = new BucketDeployment(this, 'assets', {
      destinationBucket,
      sources,
      exclude: ['*'],
      include: ['assets/*'],
      // A page that was opened before this deployment still finds the files that it loads later.
      prune: false,
      cacheControl: [CacheControl.fromString(keptForEver)],
    })
    const page = new BucketDeployment(this, 'page', {
      destinationBucket,
      sources,
      exclude: ['assets/*'],
      cacheControl: [CacheControl.noCache()],
      distribution,
      distributionPaths: ['/', '/index.html'],
    })
    page.node.addDependency(assets) // a new page must not be seen before what it refers to
  }

  private pageBucket(): Bucket {
    return new Bucket(this, 'page-bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: this.config.removal,
      autoDeleteObjects: this.config.emptyBuckets,
    })
  }

  private distribution(bucket: Bucket): Distribution {
    const responseHeadersPolicy = this.headers()
    const viewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS
    return new Distribution(this, 'distribution', {
      comment: `Audiolift ${this.config.name}`,
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        viewerProtocolPolicy,
        responseHeadersPolicy,
      },
      additionalBehaviors: {
        '/v1/*': {
          origin: new HttpOrigin(`${this.discover('gateway', 'api-id')}.execute-api.${this.region}.${this.urlSuffix}`, {
            customHeaders: { [edgeHeader]: this.discover('gateway', 'edge-key') },
          }),
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          responseHeadersPolicy,
        },
      },
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
    })
  }

  private headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'headers', {
      responseHeadersPolicyName: `audiolift-${this.config.name}`,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: contentSecurityPolicy(`https://s3.${this.region}.${this.urlSuffix}`),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        // A room may ask for a stricter one: a link's address is a secret.
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: false },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.seconds(strictTransportSeconds),
          includeSubdomains: true,
          override: true,
        },
      },
    })
  }
}
