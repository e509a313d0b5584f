import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Config } from '../config.js';
import { Answers } from '../openapi/answers.js';
import { CONFIG } from '../provided.js';
import { AuthzenConfiguration } from './authzen.bodies.js';
import { ACCESS_ROUTES } from './dialect.js';

@ApiTags('AuthZEN')
@Controller('.well-known')
export class DiscoveryController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('authzen-configuration')
  @Header('cache-control', 'public, max-age=300')
  @Answers('Where the AuthZEN routes are', AuthzenConfiguration)
  configuration(): AuthzenConfiguration {
    const { baseUrl } = this.config;
    const at = (route: string): string => `${baseUrl}${ACCESS_ROUTES}${route}`;
    return {
      policy_decision_point: baseUrl,
      access_evaluation_endpoint: at('evaluation'),
      access_evaluations_endpoint: at('evaluations'),
      search_subject_endpoint: at('search/subject'),
      search_resource_endpoint: at('search/resource'),
      search_action_endpoint: at('search/action'),
    };
  }
}
