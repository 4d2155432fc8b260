import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { MailerModule } from '@nestjs-modules/mailer';

@Module({
  imports: [
    MailerModule.forRootAsync({
      imports: [ConfigModule],
      inject: [ConfigService],
      useFactory: (config: ConfigService) => ({
        transport: {
          host: config.get<string>('SMTP_HOST'),
          port: config.get<number>('SMTP_PORT', 465),
          secure: config.get('SMTP_SECURE') === 'true',
          auth: { user: config.get('SMTP_USER'), pass: config.get('SMTP_PASS') },
        },
      }),
    }),
  ],
})
export class AppModule {}
