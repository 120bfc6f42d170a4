import { type App, CfnOutput, Duration } from 'aws-cdk-lib'
import {
  AllowedMethods,
  CachePolicy,
  Function as CloudFrontFunction,
  Distribution,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment'
import { edgeHeader } from '../../lambdas/shared/env'
import { needsEdge } from '../edge/edge-stack'
import { RoomStack } from '../room-stack'
import type { Stage } from '../stages'
import { discoverEdge } from './discover-edge'
import { acknowledgeDeployment, acknowledgeDiscovery, acknowledgePage } from './findings'
import { ownDomain, pointHere } from './own-domain'
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
    if (needsEdge(config)) acknowledgeDiscovery(this)
    pointHere(this, distribution)
    if (config.publishPage) {
      this.publishFiles(bucket, distribution)
      acknowledgeDeployment(this, bucket)
    }
    const url = config.site ?? `https://${distribution.distributionDomainName}`
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
    const { config, region } = this
    const responseHeadersPolicy = this.headers()
    const viewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS
    return new Distribution(this, 'distribution', {
      comment: `Audiolift ${config.name}`,
      ...ownDomain(this),
      ...(config.firewall && { webAclId: discoverEdge(this, 'web-acl-arn', '1') }),
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, {
          originAccessControl: new S3OriginAccessControl(this, 'page-access', {
            originAccessControlName: `audiolift-${config.name}-${region}`,
          }),
        }),
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
          functionAssociations: [{ function: this.viewerAddress(), eventType: FunctionEventType.VIEWER_REQUEST }],
        },
      },
      // CloudFront keeps errors for ten seconds unless told otherwise, even those that say no-store, and serves them to everybody.
      errorResponses: [404, 414, 500, 501, 502, 503, 504].map((httpStatus) => ({
        httpStatus,
        ttl: Duration.seconds(0),
      })),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
    })
  }

  private viewerAddress(): CloudFrontFunction {
    return new CloudFrontFunction(this, 'viewer-address', {
      functionName: `audiolift-${this.config.name}-${this.region}-viewer-address`,
      comment: 'Tells the API the address of its client',
      code: FunctionCode.fromFile({ filePath: 'lib/web/viewer-address.js' }),
      runtime: FunctionRuntime.JS_2_0,
    })
  }

  private headers(): ResponseHeadersPolicy {
    return new ResponseHeadersPolicy(this, 'headers', {
      // Names of CloudFront's are one for all regions of an account.
      responseHeadersPolicyName: `audiolift-${this.config.name}-${this.region}`,
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
