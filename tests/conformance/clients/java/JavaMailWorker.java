import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.mail.Message;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Sends mail with JavaMail, told by a file of mail.smtp.* properties; one JSON object a line in, one result a line out. */
public final class JavaMailWorker {
    private static final Pattern FILE = Pattern.compile("\"file\": \"([^\"]+)\"");
    private static final Pattern LIMIT = Pattern.compile("\"limit\": ([0-9.]+)");

    public static void main(String[] arguments) throws Exception {
        trustOnly(System.getenv("SSL_CERT_FILE"));
        warmUp();
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String file = find(FILE, line);
            long limit = (long) (Double.parseDouble(find(LIMIT, line)) * 1000);
            long began = System.nanoTime();
            Future<?> sending = threads.submit(() -> {
                send(file);
                return null;
            });
            String error = "";
            try {
                sending.get(limit, TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                error = "still waiting";
            } catch (java.util.concurrent.ExecutionException caught) {
                error = chain(caught.getCause());
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            output.println("{\"error\": \"" + escaped(error) + "\", \"seconds\": " + seconds + "}");
        }
    }

    private static void send(String file) throws Exception {
        Properties properties = new Properties();
        try (FileInputStream stream = new FileInputStream(file)) {
            properties.load(stream);
        }
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(properties.getProperty("mail.from", "ada@example.org")));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.net"));
        message.setSubject("A test");
        message.setText("Hello.");
        message.saveChanges();
        String own = "mail." + properties.getProperty("mail.transport.protocol", "smtp");
        try (Transport transport = session.getTransport()) {
            transport.connect(properties.getProperty(own + ".user"), properties.getProperty(own + ".password"));
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    /** Loads the classes before the clock runs: nobody listens on the discard port. */
    private static void warmUp() {
        Properties nowhere = new Properties();
        nowhere.setProperty("mail.smtp.host", "127.0.0.1");
        nowhere.setProperty("mail.smtp.port", "9");
        nowhere.setProperty("mail.smtp.ssl.enable", "true");
        nowhere.setProperty("mail.transport.protocol", "smtp");
        try (Transport transport = Session.getInstance(nowhere).getTransport()) {
            transport.connect();
        } catch (javax.mail.MessagingException expected) {
            return;
        }
    }

    private static void trustOnly(String pem) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (FileInputStream stream = new FileInputStream(pem)) {
            store.setCertificateEntry("test", CertificateFactory.getInstance("X.509").generateCertificate(stream));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLContext.setDefault(context);
    }

    private static String chain(Throwable error) {
        StringBuilder words = new StringBuilder();
        for (Throwable one = error; one != null; one = one.getCause()) {
            words.append(words.length() > 0 ? "; " : "").append(one);
        }
        return words.toString();
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(text);
        }
        return matcher.group(1);
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (char one : text.toCharArray()) {
            out.append(one == '"' || one == '\\' ? "\\" + one : one < ' ' ? "\\n" : String.valueOf(one));
        }
        return out.toString();
    }
}
