using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class SupervisorRegister : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "CapacityCoaches",
                table: "Supervisors",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "CapacityHours",
                table: "Supervisors",
                type: "decimal(18,10)",
                precision: 18,
                scale: 10,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Organisation",
                table: "Supervisors",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Evidence",
                table: "Eligibility",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "CapacityCoaches",
                table: "Supervisors");

            migrationBuilder.DropColumn(
                name: "CapacityHours",
                table: "Supervisors");

            migrationBuilder.DropColumn(
                name: "Organisation",
                table: "Supervisors");

            migrationBuilder.DropColumn(
                name: "Evidence",
                table: "Eligibility");
        }
    }
}
